#pragma once
//! @file
//! What every kernel of convolution with dense channels has to fulfil: its definition and the adjoints of that.

#include "kernel_reference.hpp"
#include <peax/engine/kernel/convolution.hpp>

#include <algorithm>
#include <type_traits>

namespace kernel_test {
namespace kernel = peax::engine::kernel;

inline constexpr index samples = 2;

//! Errors that a kernel may make, in those of plain sums in float.
template <class Kernel> inline constexpr double allowed = 1;

//! Whether an algorithm computes an element from its neighbours too: then their size decides what it may lose.
template <class Kernel> inline constexpr bool mixes_elements = false;

//! What the errors of a kernel are measured against.
template <class Kernel> sums measure_for(sums expected) {
  if constexpr (mixes_elements<Kernel>)
    expected.magnitude.assign(expected.magnitude.size(), std::ranges::max(expected.magnitude));
  return expected;
}

template <class Kernel> void check_forward(conv_geometry const& g, instruction_set set, unsigned seed) {
  Kernel const fast(g, set);
  auto const x = random_floats(samples * g.in_size(), seed);
  auto const w = random_floats(g.weight_size(), seed + 1);
  auto const bias = seed % 3 == 0 ? floats{} : random_floats(g.out_c, seed + 2);
  kernel::bounds const limits = seed % 2 == 0 ? kernel::bounds::none() : kernel::bounds{-0.5F, 0.75F};
  auto packed = buffer(fast.packed_size());
  fast.pack(w.data(), packed.data());
  auto workspace = buffer(fast.forward_workspace());
  auto y = buffer(samples * g.out_size());
  float const* const b = bias.empty() ? nullptr : bias.data();
  fast.forward(x.data(), samples, packed.data(), b, limits, y.data(), workspace.data());
  for (index n = 0; n < samples; ++n) {
    auto expected = conv(g, x.data() + n * g.in_size(), w, bias);
    for (auto& v : expected.value) {
      v = std::clamp(v, static_cast<double>(limits.low), static_cast<double>(limits.high));
    }
    CHECK(error_of(floats(y.begin() + n * g.out_size(), y.begin() + (n + 1) * g.out_size()),
                   measure_for<Kernel>(expected)) <= allowed<Kernel>);
  }
  if constexpr (std::is_same_v<Kernel, kernel::convolution>) {
    auto by_rows = buffer(samples * g.out_size());
    index const middle = g.out_h() / 2;
    fast.forward(x.data(), samples, packed.data(), b, limits, by_rows.data(), workspace.data(), {0, middle});
    fast.forward(x.data(), samples, packed.data(), b, limits, by_rows.data(), workspace.data(),
                 {middle, g.out_h()});
    CHECK(by_rows == y);
  }
}

template <class Kernel> void check_data_gradient(conv_geometry const& g, instruction_set set, unsigned seed) {
  Kernel const fast(g, set);
  auto const dy = random_floats(samples * g.out_size(), seed);
  auto const w = random_floats(g.weight_size(), seed + 1);
  auto packed = buffer(fast.packed_transposed_size());
  fast.pack_transposed(w.data(), packed.data());
  auto workspace = buffer(fast.backward_workspace());
  auto dx = buffer(samples * g.in_size());
  fast.backward_data(dy.data(), samples, packed.data(), dx.data(), workspace.data());
  auto const before = random_floats(samples * g.in_size(), seed + 3);
  auto added = before;
  fast.backward_data(dy.data(), samples, packed.data(), added.data(), workspace.data(), kernel::store::add);
  for (index n = 0; n < samples; ++n) {
    auto expected = conv_data_gradient(g, dy.data() + n * g.out_size(), w);
    CHECK(error_of(floats(dx.begin() + n * g.in_size(), dx.begin() + (n + 1) * g.in_size()),
                   measure_for<Kernel>(expected)) <= allowed<Kernel>);
    for (index i = 0; i < g.in_size(); ++i) {
      expected.add(i, static_cast<double>(before[size(n * g.in_size() + i)]));
    }
    CHECK(error_of(floats(added.begin() + n * g.in_size(), added.begin() + (n + 1) * g.in_size()),
                   measure_for<Kernel>(expected)) <= allowed<Kernel>);
  }
}

template <class Kernel>
void check_weight_gradient(conv_geometry const& g, instruction_set set, unsigned seed) {
  Kernel const fast(g, set);
  auto const x = random_floats(samples * g.in_size(), seed);
  auto const dy = random_floats(samples * g.out_size(), seed + 1);
  auto workspace = buffer(fast.gradient_workspace());
  floats partials(size(samples * fast.partial_size()), 0.0F);
  for (index n = 0; n < samples; ++n) { // a chunk for each sample
    fast.weight_gradient(x.data() + n * g.in_size(), dy.data() + n * g.out_size(), 1,
                         partials.data() + n * fast.partial_size(), workspace.data());
  }
  auto found = buffer(g.weight_size() + g.out_c);
  fast.reduce_gradient(partials.data(), samples, found.data(), found.data() + g.weight_size());
  auto expected = conv_weight_gradient(g, x.data(), dy.data(), samples);
  CHECK(error_of(found, measure_for<Kernel>(expected)) <= allowed<Kernel>);

  floats one(size(fast.partial_size()), 0.0F); // one chunk, added twice, without bias
  fast.weight_gradient(x.data(), dy.data(), samples, one.data(), workspace.data(), false);
  fast.weight_gradient(x.data(), dy.data(), samples, one.data(), workspace.data(), false);
  auto twice = random_floats(g.weight_size() + g.out_c, seed + 4);
  for (index i = 0; i < g.weight_size(); ++i) {
    expected.value[size(i)] *= 2;
    expected.add(i, static_cast<double>(twice[size(i)]));
  }
  for (index i = g.weight_size(); i < g.weight_size() + g.out_c; ++i) {
    expected.value[size(i)] = static_cast<double>(twice[size(i)]);
  }
  fast.reduce_gradient(one.data(), 1, twice.data(), nullptr, kernel::store::add);
  CHECK(error_of(twice, measure_for<Kernel>(expected)) <= 1.5 * allowed<Kernel>);
}

} // namespace kernel_test
