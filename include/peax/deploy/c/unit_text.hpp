#pragma once
//! @file
//! The files of a unit of C: its header, its code, its weights.

#include <peax/core/config.hpp>
#include <peax/deploy/c/unit.hpp>

#include <string>

namespace peax::deploy::c {

//! NAME.h. Parts of a solution include what the whole calls `message` beside it.
[[nodiscard]] PEAX_INLINE std::string header_text(unit const& u, std::string const& message = {});
//! NAME.c.
[[nodiscard]] PEAX_INLINE std::string network_text(unit const& u, std::string const& message = {});
//! NAME_weights.c.
[[nodiscard]] PEAX_INLINE std::string weights_text(unit const& u);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/unit_text.ipp>
#endif
