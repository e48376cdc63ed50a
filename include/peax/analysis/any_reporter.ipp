#pragma once
//! @file
//! The bodies of any_reporter.hpp.

#include <peax/analysis/any_reporter.hpp>
#include <peax/core/error.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace peax::detail {

PEAX_INLINE bool findings::enter(report_key const& report) {
  if (std::find(done.begin(), done.end(), report) != done.end()) return false;
  auto const begun = std::find(open.begin(), open.end(), report);
  if (begun != open.end()) {
    if (round.empty()) {
      round.assign(begun, open.end());
      round.push_back(report);
    }
    return false;
  }
  open.push_back(report);
  return true;
}

PEAX_INLINE void findings::leave() {
  done.push_back(open.back());
  open.pop_back();
}

inline std::string listed(std::vector<report_key> const& reports) {
  std::string out;
  for (auto const& each : reports) out += (out.empty() ? "" : ", ") + std::string(each.name);
  return out;
}

PEAX_INLINE void findings::refuse(std::string_view who, bool chooses) const {
  std::string const subject = std::string(who) + ": ";
  if (chooses && !told_by_test.empty())
    throw usage_error(
        fmt::format("{}what chooses reads validation or calibration data, never test data; it reads {}",
                    subject, listed(told_by_test)));
  if (!round.empty())
    throw usage_error(
        fmt::format("{}these reports need each other: {}. Break the cycle.", subject, listed(round)));
  if (!missing.empty())
    throw usage_error(fmt::format("{}it reads reports that nobody makes: {}. Submit a reporter for each.",
                                  subject, listed(missing)));
  if (!unfit.empty())
    throw usage_error(fmt::format("{}it reads reports that are not made for a model of the kind {}: {}",
                                  subject, kind.name, listed(unfit)));
}

} // namespace peax::detail
