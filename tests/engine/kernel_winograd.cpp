#include "kernel_convolution_checks.hpp"
#include <peax/engine/kernel/winograd.hpp>

#include <tuple>

namespace kernel_test {

//! The transforms multiply by numbers up to 64 and cancel again: up to 1.4 times the error was measured, over 12 draws of all cases.
template <> inline constexpr double allowed<kernel::winograd_convolution> = 2;
template <> inline constexpr bool mixes_elements<kernel::winograd_convolution> = true;

namespace {

using kernel::winograd_convolution;

conv_geometry three_by_three(index h, index w, index in, index out) {
  return {.in_h = h, .in_w = w, .in_c = in, .out_c = out, .kernel_h = 3, .kernel_w = 3};
}

//! Planes that tiles of four fit and do not fit, every padding, channels that fill vectors and do not.
template <class Check> void for_planes(Check const& check) {
  unsigned seed = 1;
  for (auto const& [h, w] :
       std::vector<std::pair<index, index>>{{8, 8}, {4, 4}, {7, 13}, {21, 6}, {12, 3}, {40, 36}})
    for (auto const& [in, out] : std::vector<std::pair<index, index>>{{16, 16}, {12, 33}, {40, 24}, {64, 64}})
      for (index pad = 0; pad < 3; ++pad) {
        auto g = three_by_three(h, w, in, out);
        g.pad_top = pad, g.pad_left = (pad + 1) % 3, g.pad_bottom = (pad + seed) % 3, g.pad_right = 1;
        for (auto const set : instruction_sets()) {
          CAPTURE(text(g));
          CAPTURE(std::string(kernel::name_of(set)));
          check(g, set, seed);
        }
        ++seed; // the same numbers for every instruction set, on every machine
      }
}

} // namespace

TEST_CASE("Winograd's convolution equals its definition for every instruction set") {
  for_planes(check_forward<winograd_convolution>);
}

TEST_CASE("the gradient of the data of Winograd's convolution equals the adjoint of its definition") {
  for_planes(check_data_gradient<winograd_convolution>);
}

TEST_CASE("the gradient of the weights of Winograd's convolution equals the adjoint of its definition") {
  for_planes(check_weight_gradient<winograd_convolution>);
}

TEST_CASE("a sample's result by Winograd's algorithm does not depend on the samples beside it") {
  auto g = three_by_three(9, 10, 16, 24);
  g.pad_top = g.pad_left = g.pad_bottom = g.pad_right = 1;
  winograd_convolution const fast(g);
  constexpr index many = 25;
  auto const x = random_floats(many * g.in_size(), 1), w = random_floats(g.weight_size(), 2);
  auto packed = buffer(fast.packed_size()), workspace = buffer(fast.forward_workspace());
  fast.pack(w.data(), packed.data());
  auto together = buffer(many * g.out_size()), alone = together;
  fast.forward(x.data(), many, packed.data(), nullptr, kernel::bounds::none(), together.data(),
               workspace.data());
  for (index i = 0; i < many; ++i)
    fast.forward(x.data() + i * g.in_size(), 1, packed.data(), nullptr, kernel::bounds::none(),
                 alone.data() + i * g.out_size(), workspace.data());
  CHECK(alone == together);
}

TEST_CASE("Winograd's algorithm is chosen where it has fewer operations, and only for what it can do") {
  auto g = three_by_three(32, 32, 16, 16);
  CHECK(winograd_convolution::suits(g));
  CHECK(winograd_convolution::suits(three_by_three(8, 8, 64, 64)));
  CHECK_FALSE(winograd_convolution::suits(three_by_three(32, 32, 3, 16)));
  CHECK_FALSE(winograd_convolution::suits(three_by_three(3, 3, 64, 64))); // one output of a tile of sixteen
  for (auto const change : {&conv_geometry::stride_h, &conv_geometry::stride_w, &conv_geometry::dilation_h,
                            &conv_geometry::dilation_w, &conv_geometry::groups, &conv_geometry::kernel_h}) {
    auto other = g;
    other.*change = change == &conv_geometry::kernel_h ? 5 : 2;
    CHECK_FALSE(winograd_convolution::suits(other));
  }
}

} // namespace kernel_test
