#pragma once
//! @file
//! A program as C text: its stages, its constants.

#include <peax/core/config.hpp>
#include <peax/deploy/c/program.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace peax::deploy::c {

//! Names of files stand in comments: nothing in them may end one, or be read as a trigraph.
[[nodiscard]] PEAX_INLINE std::string comment_text(std::string text);

//! A pointer of an argument in the code of a stage: "m + 128", "input + 0", "net_weights_3".
[[nodiscard]] PEAX_INLINE std::string pointer_text(program const& p, argument const& a,
                                                   std::string const& name);

//! `static void NAME_stage_0(float* m, const float* input)` and so on, with the constants of their calls in front.
[[nodiscard]] PEAX_INLINE std::string stages_text(program const& p, std::string const& name);

//! `const float NAME_weights_0[12] = {...};` or, without values, its declaration.
[[nodiscard]] PEAX_INLINE std::string constants_text(program const& p, std::string const& name,
                                                     bool with_values);

//! Numbers of a float array, 8 a line.
[[nodiscard]] PEAX_INLINE std::string floats_text(std::vector<float> const& values);

} // namespace peax::deploy::c

#ifndef PEAX_COMPILED
#include <peax/deploy/c/program_text.ipp>
#endif
