#pragma once
//! @file
//! The score of one answer per sample.

#include <peax/core/config.hpp>
#include <peax/score/confusion.hpp>
#include <peax/score/score.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace peax::scoring {

//! The classes that a score counts: those that a mean recall names, or all that occur in the true labels. They
//! do not depend on the answers, so that scores of several answers to one set are means over the same classes.
//! A named class without a sample is bad_input: its recall does not exist.
[[nodiscard]] PEAX_INLINE std::vector<std::int32_t> counted_classes(score const& by,
                                                                    std::span<std::int32_t const> labels);

//! The score of `answers` [samples] to samples with these true labels [samples]: the share that is right, or the
//! mean over counted_classes of recall or of F1. Throws bad_input without samples, for different lengths, for
//! labels below 0, and for a named class without a sample.
[[nodiscard]] PEAX_INLINE double score_of(score const& by, std::span<std::int32_t const> labels,
                                          std::span<std::int32_t const> answers);

//! The same of counts.
[[nodiscard]] PEAX_INLINE double score_of(score const& by, confusion const& counts);

} // namespace peax::scoring

#ifndef PEAX_COMPILED
#include <peax/score/score_of.ipp>
#endif
