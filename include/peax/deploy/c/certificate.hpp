#pragma once
//! @file
//! The memory certificate: every buffer of the generated code with where and when it lies, and the peak.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>
#include <peax/deploy/json_value.hpp>

#include <string>

namespace peax::deploy::c {

//! certificate.json: {"schema", "name", "steps": [{"function", "layer", "exit", "reads", "writes"}], "buffers": [{"value", "offset",
//! "bytes", "first_step", "last_step"}], "peak_bytes", "peak_bytes_by_exit": [...]}. Offsets and sizes are bytes of the arena.
[[nodiscard]] PEAX_INLINE json certificate_of(program const& p, std::string const& name);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/certificate.ipp>
#endif
