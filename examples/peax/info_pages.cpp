// The pages and the drawing of `peax info`.

#include "info_pages.hpp"

#include <peax/core/atomic_file.hpp>
#include <peax/deploy/new_folder.hpp>
#include <peax/report/architecture.hpp>
#include <peax/summary/analysis_pages.hpp>
#include <peax/summary/network_svg.hpp>
#include <peax/summary/site.hpp>
#include <peax/summary/style_sheet.hpp>
#include <peax/version.hpp>

#include <string>

namespace command {

void write_pages(peax::summary::analysis_record const& r, std::string const& folder) {
  peax::summary::analysis_record record = r;
  record.version = PEAX_VERSION;
  peax::deploy::new_folder target(folder, "index.html");
  peax::summary::write_site(target.path(), peax::summary::analysis_pages(record));
  target.commit();
}

void write_drawing(peax::report::architecture const& a, std::string const& file) {
  std::string drawing = peax::summary::draw(peax::report::draw_blocks(a));
  // A file of its own brings the style that a page has in its head.
  drawing.insert(drawing.find('>') + 1, "\n<style>" + std::string(peax::summary::style_sheet) +
                                            "svg { background: var(--sheet); font-family: system-ui, \"Segoe "
                                            "UI\", Roboto, Arial, sans-serif; }</style>\n");
  peax::write_file(file, drawing);
}

} // namespace command
