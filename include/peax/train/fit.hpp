#pragma once
//! @file
//! Training of a network, whole or in part.

#include <peax/core/config.hpp>
#include <peax/core/progress.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/train/fit_options.hpp>

namespace peax::training {

//! Trains a network on a data set. With validation data the weights of the best epoch are kept (`keep_best`) and training
//! may end early (`patience`). What does not change (in front of `trained`) runs once; its feature maps are kept, unless
//! the inputs are augmented or they are larger than `cache` allows: then it runs in every epoch, with the same result.
//! Same seed, same bytes, whatever the number of threads. The structure and all names stay.
//! Throws bad_input: shapes or labels that do not fit, one class only, a loss that is not a number.
[[nodiscard]] PEAX_INLINE fit_result fit(peax::network const& n, data::data_set const& train,
                                         data::data_set const& validation = {},
                                         fit_options const& options = {}, progress const& to = {});

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/fit.ipp>
#endif
