//! Writes the demonstration page, and has Python's XML parser read it when there is one.
//! With PEAX_SUMMARY_DEMO=FOLDER the page stays there to be looked at.

#include "demo_page.hpp"
#include "markup.hpp"
#include "support/temporary_folder.hpp"
#include <peax/summary/site.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

TEST_CASE("the demonstration page is read by an XML parser") {
  peax::testing::temporary_folder temporary;
  char const* kept = std::getenv("PEAX_SUMMARY_DEMO");
  std::filesystem::path const folder = kept != nullptr ? std::filesystem::path(kept) : temporary.path();
  std::vector<peax::summary::site_page> const pages{{"index.html", demo::page()}};
  peax::summary::write_site(folder, pages);
  std::filesystem::path const file = folder / "index.html";
  CHECK(std::filesystem::file_size(file) > 50'000);
  CHECK(std::filesystem::file_size(file) < 300'000);
  if (std::system("python3 -c 'import xml.etree.ElementTree' 2>/dev/null") != 0) {
    MESSAGE("skipped: no python3");
    return;
  }
  std::string const command =
      "python3 -c 'import sys, xml.etree.ElementTree as e; e.parse(sys.argv[1])' '" + file.string() + "'";
  CHECK(std::system(command.c_str()) == 0);
}

TEST_CASE("no drawing shows a value that is not a number") {
  std::string const html = peax::summary::to_html(demo::page());
  CHECK_FALSE(markup::shows_no_number(html.substr(html.find("<main>"))));
}
