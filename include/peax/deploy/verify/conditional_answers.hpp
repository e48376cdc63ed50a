#pragma once
//! @file
//! What peax itself answers when it runs a conditional file.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/deploy/verify/answers.hpp>
#include <peax/deploy/verify/samples.hpp>

#include <filesystem>

namespace peax::deploy {

//! Runs the file sample by sample (deploy/conditional_runner.hpp), a reset before each recording. Throws io_error, or bad_input for a file
//! that is no conditional one.
[[nodiscard]] PEAX_INLINE answers conditional_answers(std::filesystem::path const& file,
                                                      test_samples const& on, int threads = 0,
                                                      progress const& to = {});

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/conditional_answers.ipp>
#endif
