#include "kernel_reference.hpp"
#include <peax/engine/kernel/depthwise.hpp>

namespace kernel_test {
namespace kernel = peax::engine::kernel;
namespace {

constexpr index batch = 2;

template <class Check> void for_depthwise(Check const& check) {
  std::mt19937 engine(11);
  std::vector<conv_geometry> all;
  for (index const c : {2, 3, 5, 8, 16, 17, 24, 48, 64}) {
    for (int i = 0; i < 8; ++i) all.push_back(draw_geometry(engine, c, c, c));
    for (index const stride : {1, 2, 3}) { // the frequent shapes: three by three, and lines
      for (index const side : {5, 6, 13}) {
        conv_geometry g{.in_h = side + 2,
                        .in_w = side,
                        .in_c = c,
                        .out_c = c,
                        .kernel_h = 3,
                        .kernel_w = 3,
                        .stride_h = stride,
                        .stride_w = stride,
                        .pad_top = 1,
                        .pad_left = 1,
                        .pad_bottom = 1,
                        .pad_right = 1,
                        .groups = c};
        all.push_back(g);
        g.in_h = 1;
        g.in_w = 4 * side;
        g.kernel_h = 1;
        g.kernel_w = side > 7 ? 9 : side;
        g.stride_h = 1;
        g.pad_top = g.pad_bottom = 0;
        all.push_back(g);
      }
    }
  }
  unsigned seed = 1;
  for (auto const& g : all) {
    for (auto const set : instruction_sets()) {
      CAPTURE(text(g));
      CAPTURE(std::string(kernel::name_of(set)));
      check(g, set, ++seed);
    }
  }
}

} // namespace

TEST_CASE("depthwise convolution equals its definition for every instruction set, whole or by rows") {
  for_depthwise([](conv_geometry const& g, instruction_set set, unsigned seed) {
    kernel::depthwise_convolution const fast(g, set);
    auto const x = random_floats(batch * g.in_size(), seed);
    auto const w = random_floats(g.weight_size(), seed + 1);
    auto const bias = seed % 3 == 0 ? floats{} : random_floats(g.out_c, seed + 2);
    kernel::bounds const limits = seed % 2 == 0 ? kernel::bounds::none() : kernel::bounds{-0.5F, 0.75F};
    auto packed = buffer(fast.packed_size());
    fast.pack(w.data(), packed.data());
    auto y = buffer(batch * g.out_size());
    float const* const b = bias.empty() ? nullptr : bias.data();
    fast.forward(x.data(), batch, packed.data(), b, limits, y.data());
    for (index n = 0; n < batch; ++n) {
      auto expected = conv(g, x.data() + n * g.in_size(), w, bias);
      for (auto& v : expected.value) {
        v = std::clamp(v, static_cast<double>(limits.low), static_cast<double>(limits.high));
      }
      CHECK(error_of(floats(y.begin() + n * g.out_size(), y.begin() + (n + 1) * g.out_size()), expected) <=
            1.0);
    }
    auto by_rows = buffer(batch * g.out_size());
    index const middle = g.out_h() / 2;
    fast.forward(x.data(), batch, packed.data(), b, limits, by_rows.data(), {0, middle});
    fast.forward(x.data(), batch, packed.data(), b, limits, by_rows.data(), {middle, g.out_h()});
    CHECK(by_rows == y);
  });
}

TEST_CASE("the gradient of depthwise convolution's data equals the adjoint of its definition") {
  for_depthwise([](conv_geometry const& g, instruction_set set, unsigned seed) {
    kernel::depthwise_convolution const fast(g, set);
    auto const dy = random_floats(g.out_size(), seed);
    auto const w = random_floats(g.weight_size(), seed + 1);
    auto packed = buffer(fast.packed_size());
    fast.pack(w.data(), packed.data());
    auto dx = buffer(g.in_size());
    fast.backward_data(dy.data(), 1, packed.data(), dx.data());
    auto expected = conv_data_gradient(g, dy.data(), w);
    CHECK(error_of(dx, expected) <= 1.0);
    dx = random_floats(g.in_size(), seed + 3);
    for (index i = 0; i < g.in_size(); ++i) expected.add(i, static_cast<double>(dx[size(i)]));
    fast.backward_data(dy.data(), 1, packed.data(), dx.data(), kernel::store::add);
    CHECK(error_of(dx, expected) <= 1.0);
  });
}

TEST_CASE("the gradient of depthwise convolution's weights and bias equals the adjoint of its definition") {
  for_depthwise([](conv_geometry const& g, instruction_set set, unsigned seed) {
    kernel::depthwise_convolution const fast(g, set);
    auto const x = random_floats(batch * g.in_size(), seed);
    auto const dy = random_floats(batch * g.out_size(), seed + 1);
    floats partials(size(2 * fast.partial_size()), 0.0F);
    for (index n = 0; n < 2; ++n) {
      fast.weight_gradient(x.data() + n * g.in_size(), dy.data() + n * g.out_size(), 1,
                           partials.data() + n * fast.partial_size());
    }
    auto found = buffer(g.weight_size() + g.out_c);
    fast.reduce_gradient(partials.data(), 2, found.data(), found.data() + g.weight_size());
    CHECK(error_of(found, conv_weight_gradient(g, x.data(), dy.data(), batch)) <= 1.0);
    auto doubled = found;
    fast.reduce_gradient(partials.data(), 2, doubled.data(), nullptr, kernel::store::add);
    CHECK(doubled.front() == 2 * found.front());
    CHECK(doubled.back() == found.back());
  });
}

} // namespace kernel_test
