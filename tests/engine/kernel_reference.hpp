#pragma once
//! @file
//! Plain kernels with sums in double, straight from the definitions: what the fast ones are compared with.

#include <peax/engine/kernel/geometry.hpp>
#include <peax/engine/kernel/instruction_set.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace kernel_test {

using peax::engine::kernel::conv_geometry;
using peax::engine::kernel::index;
using peax::engine::kernel::instruction_set;
using floats = std::vector<float>;

inline std::size_t size(index n) { return static_cast<std::size_t>(n); }
inline floats buffer(index n) { return floats(size(n), std::numeric_limits<float>::quiet_NaN()); }

inline floats random_floats(index n, unsigned seed) {
  std::mt19937 engine(seed);
  floats values(size(n));
  for (auto& v : values) v = static_cast<float>(engine() % 2001U) / 1000.0F - 1.0F;
  return values;
}

inline std::vector<instruction_set> instruction_sets() {
  std::vector<instruction_set> sets;
  for (auto set : {instruction_set::portable, instruction_set::avx2, instruction_set::avx512}) {
    if (peax::engine::kernel::is_available(set)) sets.push_back(set);
  }
  return sets;
}

//! Sums in double, with the sum of sizes of what was added: the error of a sum in float is measured against
//! it.
struct sums {
  std::vector<double> value, magnitude;

  explicit sums(index n) : value(size(n)), magnitude(size(n)) {}
  void add(index at, double term) {
    value[size(at)] += term;
    magnitude[size(at)] += std::abs(term);
  }
};

//! The largest error of `found` in units of what float sums of that size may lose; NaN counts as infinite.
inline double error_of(floats const& found, sums const& expected) {
  double worst = found.size() == expected.value.size() ? 0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < found.size() && i < expected.value.size(); ++i) {
    double const e =
        std::abs(static_cast<double>(found[i]) - expected.value[i]) / (2e-6 * expected.magnitude[i] + 1e-7);
    worst = e <= worst ? worst : std::isnan(e) ? std::numeric_limits<double>::infinity() : e;
  }
  return worst;
}

inline std::string text(conv_geometry const& g) {
  auto const s = [](index v) { return std::to_string(v); };
  return s(g.in_h) + "x" + s(g.in_w) + "x" + s(g.in_c) + " to " + s(g.out_c) + " kernel " + s(g.kernel_h) +
         "x" + s(g.kernel_w) + " stride " + s(g.stride_h) + "x" + s(g.stride_w) + " dilation " +
         s(g.dilation_h) + "x" + s(g.dilation_w) + " pads " + s(g.pad_top) + "," + s(g.pad_left) + "," +
         s(g.pad_bottom) + "," + s(g.pad_right) + " groups " + s(g.groups);
}

//! Calls f(index of x, index of w in graph order, index of y) for every product of one sample.
template <class F> void for_products(conv_geometry const& g, F const& f) {
  index const in = g.in_c / g.groups;
  index const out = g.out_c / g.groups;
  for (index oh = 0; oh < g.out_h(); ++oh) {
    for (index ow = 0; ow < g.out_w(); ++ow) {
      for (index r = 0; r < g.kernel_h; ++r) {
        index const ih = oh * g.stride_h + r * g.dilation_h - g.pad_top;
        if (ih < 0 || ih >= g.in_h) continue;
        for (index s = 0; s < g.kernel_w; ++s) {
          index const iw = ow * g.stride_w + s * g.dilation_w - g.pad_left;
          if (iw < 0 || iw >= g.in_w) continue;
          for (index k = 0; k < g.out_c; ++k) {
            for (index c = 0; c < in; ++c) {
              f((ih * g.in_w + iw) * g.in_c + k / out * in + c,
                ((k * in + c) * g.kernel_h + r) * g.kernel_w + s, (oh * g.out_w() + ow) * g.out_c + k);
            }
          }
        }
      }
    }
  }
}

inline double product(float a, float b) { return static_cast<double>(a) * static_cast<double>(b); }

inline sums conv(conv_geometry const& g, float const* x, floats const& w, floats const& bias) {
  sums y(g.out_size());
  for (index i = 0; i < g.out_size(); ++i) {
    if (!bias.empty()) y.add(i, static_cast<double>(bias[size(i % g.out_c)]));
  }
  for_products(g, [&](index xi, index wi, index yi) { y.add(yi, product(x[xi], w[size(wi)])); });
  return y;
}

inline sums conv_data_gradient(conv_geometry const& g, float const* dy, floats const& w) {
  sums dx(g.in_size());
  for_products(g, [&](index xi, index wi, index yi) { dx.add(xi, product(dy[yi], w[size(wi)])); });
  return dx;
}

//! Weights, then bias.
inline sums conv_weight_gradient(conv_geometry const& g, float const* x, float const* dy, index samples) {
  sums dw(g.weight_size() + g.out_c);
  for (index n = 0; n < samples; ++n, x += g.in_size(), dy += g.out_size()) {
    for_products(g, [&](index xi, index wi, index yi) { dw.add(wi, product(x[xi], dy[yi])); });
    for (index i = 0; i < g.out_size(); ++i)
      dw.add(g.weight_size() + i % g.out_c, static_cast<double>(dy[i]));
  }
  return dw;
}

//! A geometry with an output, drawn from small odd sizes: kernels 1 to 7, strides to 3, dilations to 2,
//! uneven padding.
inline conv_geometry draw_geometry(std::mt19937& engine, index in_c, index out_c, index groups) {
  auto const pick = [&](index low, index high) {
    return low + static_cast<index>(engine() % static_cast<unsigned>(high - low + 1));
  };
  for (;;) {
    conv_geometry g;
    g.in_c = in_c;
    g.out_c = out_c;
    g.groups = groups;
    bool const line = pick(0, 3) == 0;
    g.in_h = line ? 1 : pick(1, 9);
    g.in_w = line ? pick(1, 40) : pick(1, 14);
    g.kernel_h = line ? 1 : pick(1, pick(0, 3) == 0 ? 7 : 3);
    g.kernel_w = pick(1, pick(0, 3) == 0 ? 7 : 3);
    g.stride_h = line ? 1 : pick(1, 3);
    g.stride_w = pick(0, 1) == 0 ? 1 : pick(1, 3);
    g.dilation_h = line ? 1 : pick(1, 2);
    g.dilation_w = pick(1, 2);
    g.pad_top = pick(0, line ? 0 : g.kernel_h);
    g.pad_bottom = pick(0, line ? 0 : g.kernel_h);
    g.pad_left = pick(0, g.kernel_w);
    g.pad_right = pick(0, g.kernel_w);
    if (g.out_h() > 0 && g.out_w() > 0) return g;
  }
}

} // namespace kernel_test
