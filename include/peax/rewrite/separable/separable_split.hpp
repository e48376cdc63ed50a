#pragma once
//! @file
//! A kernel as a depthwise and a pointwise one: the best rank-1 fit, and the fit to what the layer sees.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Weights of a convolution, [outputs, inputs, taps] with all axes of the kernel as one.
struct full_kernel {
  std::size_t outputs = 0, inputs = 0, taps = 0;
  std::vector<double> weights;

  [[nodiscard]] std::size_t patch() const { return inputs * taps; }
};

//! Weights of the two convolutions in its place: depthwise [inputs, taps], pointwise [outputs, inputs].
struct separable_kernel {
  std::vector<double> depthwise, pointwise;
};

//! First and second moments of a convolution's patches [inputs * taps] over training data; the covariance
//! is centred.
struct patch_moments {
  std::vector<double> mean;
  std::vector<double> covariance;
};

//! The kernel that a separable one stands for, [outputs, inputs, taps].
[[nodiscard]] PEAX_INLINE std::vector<double> joined_kernel(separable_kernel const& s, std::size_t inputs);

//! Of each input channel's kernels [outputs, taps] the best fit of rank 1 (Eckart and Young, 1936): the
//! depthwise kernel is the first right singular vector, of length 1 and with its largest tap positive, the
//! pointwise weights are the kernels' lengths along it. Where all kernels of a channel are alike but for a
//! factor, nothing is lost.
[[nodiscard]] PEAX_INLINE separable_kernel best_rank_one(full_kernel const& k);

//! Mean squared error of the layer's centred outputs over that of their variance: 0 matches, 1 is a constant.
[[nodiscard]] PEAX_INLINE double relative_error(full_kernel const& k, patch_moments const& seen,
                                                separable_kernel const& s);

//! What the pointwise bias must add so that the mean of each output stays: the kernel's rest times the mean
//! patch.
[[nodiscard]] PEAX_INLINE std::vector<double> mean_shift(full_kernel const& k, patch_moments const& seen,
                                                         separable_kernel const& s);

//! Patches up to which depthwise kernels are fitted too; beyond it the pointwise weights alone.
inline constexpr std::size_t largest_depthwise_fit = 1200;

//! Fits both kernels to the outputs that the full one has on what the layer sees: alternating least
//! squares, each half step in closed form from the moments of the patches, so that the error never grows.
//! The better of start and end is kept. Matching a layer's outputs on data and not its weights is that of
//! Zhang et al. 2016 ("Accelerating very deep convolutional networks").
[[nodiscard]] PEAX_INLINE separable_kernel fitted_to(full_kernel const& k, patch_moments const& seen,
                                                     separable_kernel start, std::size_t rounds = 6);

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/separable/separable_split.ipp>
#endif
