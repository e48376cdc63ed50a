#pragma once
//! @file
//! Checks a memory certificate against the network it was made for, from `model.onnx` alone.

#include <peax/core/config.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/graph/network.hpp>

#include <string>
#include <vector>

namespace peax::deploy {

//! What is wrong with a `certificate.json`, a sentence each that names buffer, step and value; none: it is correct. `model`: the network
//! as loaded from `model.onnx`. Nothing of the planner is used: what each step has to read, and so how long each buffer lives, follows
//! from the nodes of the network between the value that is made and those that are read. Refused are
//! - a read that is not behind its write, or of a value that is not complete; a value that a step needs and does not read;
//! - a buffer that is no larger or smaller than its value; live ranges that are not the recomputed ones;
//! - memory that two living buffers share, but for an element-wise step that writes over an input that dies in it;
//! - steps of a later exit before those of an earlier one; an output that is not there when its exit answers;
//! - peaks, of all and exit by exit, and live bytes that are not those of the buffers; a lower bound above them.
//! A certificate without the keys or of other types gives one sentence.
[[nodiscard]] PEAX_INLINE std::vector<std::string> certificate_faults(network const& model,
                                                                      json const& certificate);

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/certificate_checker.ipp>
#endif
