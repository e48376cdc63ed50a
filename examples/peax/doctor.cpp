// peax doctor

#include "output.hpp"
#include "verbs.hpp"
#include <peax/deploy/verify/doctor.hpp>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <string>

namespace command {

namespace {

std::string as_text(peax::deploy::checkup const& found) {
  text_table rows({{"program"}, {"found"}, {"version"}, {"used for"}});
  for (auto const& t : found.tools) rows.add({t.name, t.found ? "yes" : "no", t.version, t.used_for});
  std::string out =
      rows.text() + fmt::format("BLAS: {}\nkernels use: {}\n", found.blas, found.instruction_set);
  for (auto const& t : found.tools)
    if (!t.found && t.package.empty()) out += fmt::format("{} is missing: {}\n", t.name, t.install);
  auto const apt = found.apt_line();
  return out + (apt.empty() ? "no package is missing\n" : apt + "\n");
}

int doctor(common const& c) {
  auto const found = peax::deploy::check_installation();
  if (c.json)
    print_object("peax.doctor", to_json(found));
  else
    print_text(as_text(found));
  return 0;
}

} // namespace

action declare_doctor(options& o) {
  o.example("peax doctor", "programs, versions, and the apt-get line for what is missing");
  return doctor;
}

} // namespace command
