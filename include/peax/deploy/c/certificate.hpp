#pragma once
//! @file
//! The memory certificate: every buffer of the generated code with where and when it lies, and the peak, exit by exit.

#include <peax/core/config.hpp>
#include <peax/deploy/c/unit.hpp>
#include <peax/deploy/json_value.hpp>

namespace peax::deploy::c {

//! certificate.json of a unit, in the words of `model.onnx`, from which it can be checked: verify/certificate_checker.hpp. Keys:
//! docs/reference/schema/certificate.schema.json.
[[nodiscard]] PEAX_INLINE json certificate_of(unit const& u);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/certificate.ipp>
#endif
