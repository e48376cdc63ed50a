#pragma once
//! @file
//! Pooling over windows of three axes, and the roots of sums of powers over windows of any: loops over the window, channels inside.

#include <peax/core/error.hpp>
#include <peax/engine/op/convolution.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/window.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace peax::engine {

//! A window over a sample [depth][height][width][channels]; axes that are not there have extent 1.
struct box_geometry {
  index channels = 1;
  std::array<kernel::window_axis, 3> axes{};

  [[nodiscard]] index in_size() const { return axes[0].in * axes[1].in * axes[2].in * channels; }
  [[nodiscard]] index out_size() const { return axes[0].out * axes[1].out * axes[2].out * channels; }

  //! Calls f(first channel of the output, taps inside the input or its pads) and then g(first channel of the input) for each tap
  //! inside, position by position.
  template <class Begin, class Tap, class End> void each(Begin begin, Tap tap, End end) const {
    index out = 0;
    for (index z = 0; z < axes[0].out; ++z)
      for (index y = 0; y < axes[1].out; ++y)
        for (index x = 0; x < axes[2].out; ++x, out += channels) {
          begin(out);
          std::array<index, 3> const at{z, y, x};
          std::array<index, 3> low{}, high{}, first{};
          index padded = 1;
          for (std::size_t a = 0; a < 3; ++a) {
            auto const& w = axes[a];
            first[a] = at[a] * w.stride - w.pad_begin;
            low[a] = first[a] >= 0 ? 0 : (-first[a] + w.dilation - 1) / w.dilation;
            high[a] = inside(w, first[a], w.in);
            padded *= inside(w, first[a], w.in + w.pad_end);
          }
          for (index d = low[0]; d < high[0]; ++d)
            for (index h = low[1]; h < high[1]; ++h)
              for (index v = low[2]; v < high[2]; ++v)
                tap(out, (((first[0] + d * axes[0].dilation) * axes[1].in + first[1] + h * axes[1].dilation) *
                              axes[2].in +
                          first[2] + v * axes[2].dilation) *
                             channels);
          index taps = 1;
          for (std::size_t a = 0; a < 3; ++a) taps *= std::max<index>(0, high[a] - low[a]);
          end(out, taps, padded);
        }
  }

 private:
  //! Taps whose places lie below an end.
  [[nodiscard]] static index inside(kernel::window_axis const& w, index first, index end) {
    return first >= end ? 0 : std::min(w.kernel, (end - 1 - first) / w.dilation + 1);
  }
};

template <class Pool>
[[nodiscard]] box_geometry box_geometry_of(Pool const& op, op::ints const& dilations, step_request const& r) {
  shape const& x = r.inputs[0].dims;
  if (x.rank() > 5)
    throw bad_input(std::string(Pool::name) + " '" + r.node.name + "': input " + x.text() +
                    " has four or more spatial axes; one to three are supported");
  auto const windows = windows_of(x, op.kernel, op.strides, op.pads, dilations, op.ceil_mode);
  box_geometry g;
  g.channels = r.inputs[0].channels();
  for (std::size_t i = 0; i < windows.size(); ++i)
    g.axes[3 - windows.size() + i] = window_axis_of(windows[i]);
  return g;
}

//! @name What pooling_step computes of one sample.
//! @{
struct maximum_box {
  static constexpr bool reads_values = true;
  box_geometry geometry;
  [[nodiscard]] index in_size() const { return geometry.in_size(); }
  [[nodiscard]] index out_size() const { return geometry.out_size(); }
  void forward(float const* x, float* y) const {
    index const n = geometry.channels;
    geometry.each([&](index o) { std::fill_n(y + o, n, -std::numeric_limits<float>::infinity()); },
                  [&](index o, index i) {
                    for (index c = 0; c < n; ++c)
                      if (!(x[i + c] <= y[o + c])) y[o + c] = x[i + c];
                  },
                  [](index, index, index) {});
  }
  //! The gradient goes to the first maximum of each window.
  void backward(float const* x, float const* y, float const* dy, float* dx, store mode) const {
    index const n = geometry.channels;
    if (mode == store::overwrite) std::fill_n(dx, in_size(), 0.0F);
    std::vector<char> given(static_cast<std::size_t>(n));
    geometry.each([&](index) { std::fill(given.begin(), given.end(), char{0}); },
                  [&](index o, index i) {
                    for (index c = 0; c < n; ++c) {
                      char& done = given[static_cast<std::size_t>(c)];
                      if (done || x[i + c] != y[o + c]) continue;
                      dx[i + c] += dy[o + c];
                      done = 1;
                    }
                  },
                  [](index, index, index) {});
  }
};

struct average_box {
  static constexpr bool reads_values = false;
  box_geometry geometry;
  bool count_include_pad = false;
  [[nodiscard]] index in_size() const { return geometry.in_size(); }
  [[nodiscard]] index out_size() const { return geometry.out_size(); }
  void forward(float const* x, float* y) const {
    index const n = geometry.channels;
    geometry.each([&](index o) { std::fill_n(y + o, n, 0.0F); },
                  [&](index o, index i) {
                    for (index c = 0; c < n; ++c) y[o + c] += x[i + c];
                  },
                  [&](index o, index taps, index padded) {
                    for (index c = 0; c < n; ++c)
                      y[o + c] /= static_cast<float>(count_include_pad ? padded : taps);
                  });
  }
  void backward(float const*, float const*, float const* dy, float* dx, store mode) const {
    index const n = geometry.channels;
    if (mode == store::overwrite) std::fill_n(dx, in_size(), 0.0F);
    // The number of taps is known behind them: one loop to count, one to give.
    std::vector<float> share;
    geometry.each([](index) {}, [](index, index) {},
                  [&](index, index taps, index padded) {
                    share.push_back(1 / static_cast<float>(count_include_pad ? padded : taps));
                  });
    geometry.each([](index) {},
                  [&](index o, index i) {
                    float const each = share[static_cast<std::size_t>(o / n)];
                    for (index c = 0; c < n; ++c) dx[i + c] += each * dy[o + c];
                  },
                  [](index, index, index) {});
  }
};

struct power_box {
  static constexpr bool reads_values = true;
  box_geometry geometry;
  std::int64_t p = 2;
  [[nodiscard]] index in_size() const { return geometry.in_size(); }
  [[nodiscard]] index out_size() const { return geometry.out_size(); }
  void forward(float const* x, float* y) const {
    index const n = geometry.channels;
    geometry.each([&](index o) { std::fill_n(y + o, n, 0.0F); },
                  [&](index o, index i) {
                    for (index c = 0; c < n; ++c) y[o + c] += power(std::abs(x[i + c]), p);
                  },
                  [&](index o, index, index) {
                    for (index c = 0; c < n; ++c)
                      y[o + c] = p == 1   ? y[o + c]
                                 : p == 2 ? std::sqrt(y[o + c])
                                          : std::pow(y[o + c], 1 / static_cast<float>(p));
                  });
  }
  //! sign(x) (|x| / y)^(p - 1), and 0 where all of the window is 0.
  void backward(float const* x, float const* y, float const* dy, float* dx, store mode) const {
    index const n = geometry.channels;
    if (mode == store::overwrite) std::fill_n(dx, in_size(), 0.0F);
    geometry.each([](index) {},
                  [&](index o, index i) {
                    for (index c = 0; c < n; ++c) {
                      float const v = x[i + c];
                      if (v != 0 && y[o + c] != 0)
                        dx[i + c] += std::copysign(power(std::abs(v) / y[o + c], p - 1), v) * dy[o + c];
                    }
                  },
                  [](index, index, index) {});
  }

 private:
  [[nodiscard]] static float power(float v, std::int64_t times) {
    float out = 1;
    for (; times > 0; --times) out *= v;
    return out;
  }
};
//! @}

} // namespace peax::engine
