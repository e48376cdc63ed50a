#include "kernel_convolution_checks.hpp"

#include <tuple>

namespace kernel_test {
namespace {

template <class Check> void for_geometries(Check const& check) {
  std::mt19937 engine(7);
  std::vector<index> const channels{1, 3, 5, 8, 16, 17, 24, 48, 64};
  unsigned seed = 1;
  for (auto const in : channels) {
    for (auto const out : channels) {
      auto const g = draw_geometry(engine, in, out, 1);
      for (auto const set : instruction_sets()) {
        CAPTURE(text(g));
        CAPTURE(std::string(kernel::name_of(set)));
        check(g, set, ++seed);
      }
    }
  }
  for (auto const& [in, out, groups] : std::vector<std::tuple<index, index, index>>{
           {4, 4, 2}, {6, 9, 3}, {16, 32, 4}, {12, 24, 12}, {34, 34, 2}, {64, 64, 8}, {10, 10, 10}}) {
    auto const g = draw_geometry(engine, in, out, groups);
    for (auto const set : instruction_sets()) {
      CAPTURE(text(g));
      CAPTURE(std::string(kernel::name_of(set)));
      check(g, set, ++seed);
    }
  }
  conv_geometry pointwise;
  pointwise.in_h = 9;
  pointwise.in_w = 31;
  pointwise.in_c = 24;
  pointwise.out_c = 40;
  conv_geometry wide = pointwise; // every tile: a kernel that needs no copy, lines of all lengths
  wide.in_h = 1;
  wide.in_c = 5;
  for (auto const set : instruction_sets()) {
    check(pointwise, set, ++seed);
    for (index w = 1; w <= 34; ++w) {
      wide.in_w = w;
      for (index out : {16, 33, 48, 64, 80}) {
        wide.out_c = out;
        check(wide, set, ++seed);
      }
    }
  }
}

} // namespace

TEST_CASE("convolution equals its definition for every instruction set, whole or by rows") {
  for_geometries(check_forward<kernel::convolution>);
}

TEST_CASE("the gradient of convolution's data equals the adjoint of its definition") {
  for_geometries(check_data_gradient<kernel::convolution>);
}

TEST_CASE("the gradient of convolution's weights and bias equals the adjoint of its definition") {
  for_geometries(check_weight_gradient<kernel::convolution>);
}

TEST_CASE("the gradients of convolution are adjoint to its forward pass") {
  conv_geometry g{.in_h = 11,
                  .in_w = 10,
                  .in_c = 17,
                  .out_c = 24,
                  .kernel_h = 5,
                  .kernel_w = 4,
                  .stride_h = 2,
                  .stride_w = 3,
                  .pad_top = 2,
                  .pad_left = 1,
                  .pad_bottom = 1,
                  .pad_right = 2};
  auto const x = random_floats(g.in_size(), 1);
  auto const w = random_floats(g.weight_size(), 2);
  auto const dy = random_floats(g.out_size(), 3);
  for (auto const set : instruction_sets()) {
    kernel::convolution const fast(g, set);
    auto packed = buffer(fast.packed_size());
    fast.pack(w.data(), packed.data());
    auto transposed = buffer(fast.packed_transposed_size());
    fast.pack_transposed(w.data(), transposed.data());
    auto y = buffer(g.out_size());
    auto dx = buffer(g.in_size());
    auto dw = buffer(g.weight_size());
    auto workspace = buffer(std::max(fast.forward_workspace(), fast.backward_workspace()));
    floats partial(size(fast.partial_size()), 0.0F);
    fast.forward(x.data(), 1, packed.data(), nullptr, kernel::bounds::none(), y.data(), workspace.data());
    fast.backward_data(dy.data(), 1, transposed.data(), dx.data(), workspace.data());
    fast.weight_gradient(x.data(), dy.data(), 1, partial.data(), workspace.data());
    fast.reduce_gradient(partial.data(), 1, dw.data(), nullptr);
    auto const dot = [](floats const& a, floats const& b) {
      double sum = 0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += product(a[i], b[i]);
      return sum;
    };
    double const expected = dot(y, dy);
    CHECK(std::abs(expected) > 1.0);
    CHECK(dot(x, dx) == doctest::Approx(expected).epsilon(1e-5));
    CHECK(dot(w, dw) == doctest::Approx(expected).epsilon(1e-5));
  }
}

TEST_CASE("convolution keeps NaN through a fused activation") {
  conv_geometry g{.in_h = 1, .in_w = 20, .in_c = 3, .out_c = 18, .kernel_w = 3};
  auto x = random_floats(g.in_size(), 1);
  x[size(10 * 3)] = std::numeric_limits<float>::quiet_NaN();
  auto const w = random_floats(g.weight_size(), 2);
  for (auto const set : instruction_sets()) {
    kernel::convolution const fast(g, set);
    auto packed = buffer(fast.packed_size());
    fast.pack(w.data(), packed.data());
    floats y(size(g.out_size()), 0.0F);
    fast.forward(x.data(), 1, packed.data(), nullptr, kernel::bounds::relu(), y.data(), nullptr);
    for (index i = 0; i < g.out_size(); ++i) CHECK(std::isnan(y[size(i)]) == (i / 18 >= 8 && i / 18 <= 10));
  }
}

TEST_CASE("the weight gradient of fixed chunks has the same bytes in any order of work and in every run") {
  conv_geometry g{.in_h = 8,
                  .in_w = 8,
                  .in_c = 16,
                  .out_c = 24,
                  .kernel_h = 3,
                  .kernel_w = 3,
                  .pad_top = 1,
                  .pad_left = 1,
                  .pad_bottom = 1,
                  .pad_right = 1};
  constexpr index chunks = 4;
  constexpr index chunk = 3;
  auto const x = random_floats(chunks * chunk * g.in_size(), 5);
  auto const dy = random_floats(chunks * chunk * g.out_size(), 6);
  for (auto const set : instruction_sets()) {
    kernel::convolution const fast(g, set);
    auto const gradient = [&](std::vector<index> const& order) {
      auto workspace = buffer(fast.gradient_workspace());
      floats partials(size(chunks * fast.partial_size()), 0.0F);
      for (auto const c : order) {
        fast.weight_gradient(x.data() + c * chunk * g.in_size(), dy.data() + c * chunk * g.out_size(), chunk,
                             partials.data() + c * fast.partial_size(), workspace.data());
      }
      auto dw = buffer(g.weight_size());
      fast.reduce_gradient(partials.data(), chunks, dw.data(), nullptr);
      return dw;
    };
    auto const one_thread = gradient({0, 1, 2, 3});
    CHECK(one_thread == gradient({2, 0, 3, 1}));
    CHECK(one_thread == gradient({0, 1, 2, 3}));
  }
}

} // namespace kernel_test
