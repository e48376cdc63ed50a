#pragma once
//! @file
//! Softmax (or sigmoid) regression on features that are computed already: the heads of early exits, all side by side.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/train/head_options.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::training {

//! Trains a head for each feature map on the same labels: Adam on standardised features, cross-entropy. `outputs` is the
//! number of classes, or 1 for a sigmoid and the classes 0 and 1. Each head gets the same order of samples and is trained
//! on one thread at a time, so that neither threads nor the other heads change its bytes.
//! Throws bad_input: sizes that do not fit, a label outside the classes, one class only, features that are no numbers.
[[nodiscard]] PEAX_INLINE std::vector<linear_head>
train_heads(std::span<head_input const> heads, std::span<std::int32_t const> labels, std::size_t outputs,
            head_options const& options = {}, std::span<std::int32_t const> held_out_labels = {},
            progress const& to = {});

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/linear_heads.ipp>
#endif
