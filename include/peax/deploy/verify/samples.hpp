#pragma once
//! @file
//! The samples on which everybody is compared.

#include <peax/core/config.hpp>
#include <peax/graph/network.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace peax::deploy {

//! Samples for every input of a network, as recordings.
struct test_samples {
  std::vector<tensor> inputs;       //!< [N, ...] each
  std::vector<std::size_t> lengths; //!< of the recordings; their sum is N

  [[nodiscard]] std::size_t count() const;
  //! The first samples, the last recording shortened; all when there are fewer.
  [[nodiscard]] PEAX_INLINE test_samples first(std::size_t most) const;
  //! One sample alone.
  [[nodiscard]] PEAX_INLINE test_samples only(std::size_t sample) const;
  //! Floats, the inputs of one sample one behind the other.
  [[nodiscard]] PEAX_INLINE std::vector<float> by_sample() const;
  //! Whether a sample is the first of its recording.
  [[nodiscard]] PEAX_INLINE std::vector<bool> begins() const;
};

//! Standard normal values; of each four samples of a recording three repeat the first with a little noise, as streams do.
[[nodiscard]] PEAX_INLINE test_samples random_test_samples(network const& n, std::size_t count, bool stream,
                                                           std::uint64_t seed);

//! Samples as one recording. Throws bad_input when they do not fit the network, and for values that are not finite.
[[nodiscard]] PEAX_INLINE test_samples test_samples_of(network const& n, std::vector<tensor> inputs,
                                                       std::vector<std::size_t> lengths = {});

inline std::size_t test_samples::count() const {
  return inputs.empty() ? 0 : static_cast<std::size_t>(inputs[0].dims()[0]);
}

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/verify/samples.ipp>
#endif
