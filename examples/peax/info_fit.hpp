#pragma once
//! @file
//! What `peax info` says of how a network fits a platform.

#include "output.hpp"
#include <peax/report/hardware_fit.hpp>

#include <string>

namespace command {

[[nodiscard]] json fit_as_json(peax::report::hardware_fit const& fit);
[[nodiscard]] std::string fit_as_text(peax::report::hardware_fit const& fit);

} // namespace command
