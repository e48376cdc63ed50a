#pragma once
//! @file
//! Runs one operator on tensors, plainly: sums in double, one element after the other. For constants and as an oracle.

#include <peax/core/config.hpp>
#include <peax/graph/evaluate_layout.hpp>
#include <peax/graph/infer.hpp>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax {

namespace detail {

inline std::vector<double> doubles(tensor const& t) {
  auto const from = t.floats();
  return {from.begin(), from.end()};
}

inline tensor floats(shape const& dims, std::vector<double> const& values) {
  std::vector<float> narrow(values.size());
  std::transform(values.begin(), values.end(), narrow.begin(),
                 [](double v) { return static_cast<float>(v); });
  return tensor(dims, std::move(narrow));
}

//! Offsets of the elements of a window that lie inside the input, per output position.
struct window_taps {
  std::vector<std::int64_t> inputs, kernel; //!< offsets into one channel of the input, and into one kernel
  std::int64_t in_padded = 0;               //!< elements inside the input or its pads
};

//! Calls f(output position, taps) for each position of the windows over one channel.
template <class F> void for_each_window(std::vector<window> const& windows, F f) {
  std::vector<std::int64_t> outs, kernels;
  for (auto const& w : windows) outs.push_back(w.output_extent()), kernels.push_back(w.kernel);
  index_counter out{shape(outs)};
  for (std::int64_t at = 0; at < shape(outs).elements(); ++at, out.next()) {
    window_taps taps;
    index_counter k{shape(kernels)};
    for (std::int64_t kernel_at = 0; kernel_at < shape(kernels).elements(); ++kernel_at, k.next()) {
      std::int64_t offset = 0;
      bool inside = true, padded = true;
      for (std::size_t i = 0; i < windows.size(); ++i) {
        window const& w = windows[i];
        std::int64_t const p = out[i] * w.stride - w.begin + k[i] * w.dilation;
        inside = inside && p >= 0 && p < w.extent;
        padded = padded && p < w.extent + w.end;
        offset = offset * w.extent + p;
      }
      taps.in_padded += padded ? 1 : 0;
      if (!inside) continue;
      taps.inputs.push_back(offset);
      taps.kernel.push_back(kernel_at);
    }
    f(static_cast<std::size_t>(at), taps);
  }
}

//! One question to every operator: your outputs for these tensors.
struct evaluate_op : evaluate_layout {
  using evaluate_layout::operator();

  tensors operator()(op::conv const& op) const {
    shape const &x = in(0).dims(), &w = in(1).dims(), &y = types[0].dims;
    auto const kernel = w.extents().subspan(2);
    auto const windows =
        windows_of(x, op::ints(kernel.begin(), kernel.end()), op.strides, op.pads, op.dilations, false);
    auto const data = doubles(in(0)), weights = doubles(in(1));
    auto const area_in = span_of(x, 2), area_out = span_of(y, 2), area_w = span_of(w, 2);
    auto const samples = at(y, 0), maps = at(y, 1), channels = at(w, 1),
               per_group = maps / static_cast<std::size_t>(op.groups);
    std::vector<double> out(elements(y));
    for_each_window(windows, [&](std::size_t position, window_taps const& taps) {
      for (std::size_t n = 0; n < samples; ++n)
        for (std::size_t k = 0; k < maps; ++k) {
          double sum = has(2) ? static_cast<double>(in(2).floats()[k]) : 0.;
          for (std::size_t c = 0; c < channels; ++c) {
            double const* const from = data.data() + (n * at(x, 1) + k / per_group * channels + c) * area_in;
            double const* const with = weights.data() + (k * channels + c) * area_w;
            for (std::size_t t = 0; t < taps.inputs.size(); ++t)
              sum += from[taps.inputs[t]] * with[taps.kernel[t]];
          }
          out[(n * maps + k) * area_out + position] = sum;
        }
    });
    return {floats(y, out)};
  }

  tensors operator()(op::max_pool const& op) const {
    return pool(op, op.dilations, [](auto const& values, std::int64_t) {
      return *std::max_element(values.begin(), values.end());
    });
  }
  tensors operator()(op::average_pool const& op) const {
    return pool(op, {}, [&](auto const& values, std::int64_t padded) {
      double sum = 0;
      for (double v : values) sum += v;
      return sum / (op.count_include_pad ? static_cast<double>(padded) : static_cast<double>(values.size()));
    });
  }
  tensors operator()(op::global_average_pool const&) const {
    return along(
        2, [](double sum, double v) { return sum + v; }, 0., true);
  }
  tensors operator()(op::global_max_pool const&) const {
    return along(
        2, [](double a, double b) { return std::max(a, b); }, -std::numeric_limits<double>::infinity(),
        false);
  }

  tensors operator()(op::gemm const& op) const {
    shape const &a = in(0).dims(), &b = in(1).dims(), &y = types[0].dims;
    auto const left = doubles(in(0)), right = doubles(in(1));
    auto const c = has(2) ? doubles(broadcast_to(in(2), y)) : std::vector<double>(elements(y), 0.);
    auto const rows = at(y, 0), columns = at(y, 1), inner = at(a, op.transpose_a ? 0 : 1);
    std::vector<double> out(elements(y));
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < inner; ++k)
          sum += left[op.transpose_a ? k * at(a, 1) + i : i * at(a, 1) + k] *
                 right[op.transpose_b ? j * at(b, 1) + k : k * at(b, 1) + j];
        out[i * columns + j] =
            static_cast<double>(op.alpha) * sum + static_cast<double>(op.beta) * c[i * columns + j];
      }
    return {floats(y, out)};
  }

  tensors operator()(op::matmul const&) const {
    auto const as_matrices = [](tensor const& t, bool front) {
      if (t.dims().rank() > 1) return t;
      return t.reshaped(front ? shape{1, t.dims()[0]} : shape{t.dims()[0], 1});
    };
    tensor const a = as_matrices(in(0), true), b = as_matrices(in(1), false);
    auto const leading = [](shape const& s) {
      return shape(std::vector<std::int64_t>(s.begin(), s.end() - 2));
    };
    shape const batch = broadcast(leading(a.dims()), leading(b.dims()));
    auto const expanded = [&](tensor const& t) {
      shape target = batch;
      target.push_back(t.dims()[t.dims().rank() - 2]), target.push_back(t.dims()[t.dims().rank() - 1]);
      return broadcast_to(t, target);
    };
    tensor const left = expanded(a), right = expanded(b);
    auto const x = doubles(left), y = doubles(right);
    auto const rows = at(left.dims(), left.dims().rank() - 2),
               inner = at(left.dims(), left.dims().rank() - 1),
               columns = at(right.dims(), right.dims().rank() - 1);
    std::vector<double> out;
    for (std::size_t m = 0; m < elements(batch); ++m)
      for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
          double sum = 0;
          for (std::size_t k = 0; k < inner; ++k)
            sum += x[(m * rows + i) * inner + k] * y[(m * inner + k) * columns + j];
          out.push_back(sum);
        }
    return {floats(types[0].dims, out)};
  }

  tensors operator()(op::batch_normalization const& op) const {
    shape const& x = in(0).dims();
    auto out = doubles(in(0));
    auto const scale = in(1).floats(), bias = in(2).floats(), mean = in(3).floats(),
               variance = in(4).floats();
    auto const channels = at(x, 1), area = span_of(x, 2);
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::size_t const c = i / area % channels;
      double const deviation = std::sqrt(static_cast<double>(variance[c]) + static_cast<double>(op.epsilon));
      out[i] = (out[i] - static_cast<double>(mean[c])) / deviation * static_cast<double>(scale[c]) +
               static_cast<double>(bias[c]);
    }
    return {floats(x, out)};
  }

  tensors operator()(op::softmax const& op) const {
    shape const& x = in(0).dims();
    std::size_t const axis = axis_of(op.axis, x.rank()), inner = span_of(x, axis + 1), count = at(x, axis);
    auto out = doubles(in(0));
    for (std::size_t row = 0; row < out.size() / std::max<std::size_t>(1, count); ++row) {
      double* const first = out.data() + row / inner * count * inner + row % inner;
      double top = -std::numeric_limits<double>::infinity(), sum = 0;
      for (std::size_t i = 0; i < count; ++i) top = std::max(top, first[i * inner]);
      for (std::size_t i = 0; i < count; ++i) sum += first[i * inner] = std::exp(first[i * inner] - top);
      for (std::size_t i = 0; i < count; ++i) first[i * inner] /= sum;
    }
    return {floats(x, out)};
  }

  tensors operator()(op::reduce_mean const& op) const {
    shape const& x = in(0).dims();
    auto const axes = axis_set(op.axes, x.rank());
    shape kept = x;
    for (std::size_t i = 0; i < x.rank(); ++i)
      if (op.axes.empty() || axes.contains(i)) kept[i] = 1;
    std::vector<double> sums(elements(kept), 0.);
    auto const data = doubles(in(0));
    index_counter index{x};
    for (double v : data) {
      sums[static_cast<std::size_t>(broadcast_offset(index, kept))] += v;
      index.next();
    }
    for (double& s : sums) s /= static_cast<double>(data.size() / sums.size());
    return {floats(types[0].dims, sums)};
  }

  tensors operator()(op::relu const&) const {
    return each([](double v) { return std::max(v, 0.); });
  }
  tensors operator()(op::sigmoid const&) const {
    return each([](double v) { return 1. / (1. + std::exp(-v)); });
  }
  tensors operator()(op::tanh const&) const {
    return each([](double v) { return std::tanh(v); });
  }
  tensors operator()(op::leaky_relu const& op) const {
    return each([a = static_cast<double>(op.alpha)](double v) { return v < 0 ? a * v : v; });
  }
  tensors operator()(op::hard_sigmoid const& op) const {
    return each([a = static_cast<double>(op.alpha), b = static_cast<double>(op.beta)](double v) {
      return std::clamp(a * v + b, 0., 1.);
    });
  }
  tensors operator()(op::hard_swish const&) const {
    return each([](double v) { return v * std::clamp(v / 6. + 0.5, 0., 1.); });
  }
  tensors operator()(op::clip const& op) const {
    return each([&](double v) {
      if (op.low) v = std::max(v, static_cast<double>(*op.low));
      return op.high ? std::min(v, static_cast<double>(*op.high)) : v;
    });
  }
  tensors operator()(op::prelu const&) const {
    return joined([]<std::floating_point T>(T x, T slope) { return x < 0 ? x * slope : x; });
  }
  tensors operator()(op::add const&) const {
    return joined([](auto a, auto b) { return a + b; });
  }
  tensors operator()(op::sub const&) const {
    return joined([](auto a, auto b) { return a - b; });
  }
  tensors operator()(op::mul const&) const {
    return joined([](auto a, auto b) { return a * b; });
  }
  tensors operator()(op::min const&) const {
    return joined([](auto a, auto b) { return b < a ? b : a; });
  }
  tensors operator()(op::max const&) const {
    return joined([](auto a, auto b) { return a < b ? b : a; });
  }
  tensors operator()(op::div const&) const {
    return joined([]<class T>(T a, T b) {
      if constexpr (std::is_integral_v<T>) {
        if (b == 0) throw bad_input("an integer is divided by zero");
        if (b == -1) return static_cast<T>(0 - static_cast<std::uint64_t>(a));
      }
      return static_cast<T>(a / b);
    });
  }

 private:
  template <class F> tensors each(F f) const {
    auto values = doubles(in(0));
    std::transform(values.begin(), values.end(), values.begin(), f);
    return {floats(types[0].dims, values)};
  }

  template <class F> tensors joined(F f) const {
    shape const& y = types[0].dims;
    if (in(0).type() == data_type::int64 || in(0).type() == data_type::int32) {
      if constexpr (requires { f(std::int64_t{}, std::int64_t{}); }) {
        auto out = integers(broadcast_to(in(0), y));
        for (std::size_t i = 1; i < inputs.size(); ++i) {
          auto const next = integers(broadcast_to(in(i), y));
          for (std::size_t k = 0; k < out.size(); ++k) out[k] = static_cast<std::int64_t>(f(out[k], next[k]));
        }
        return {from_integers(in(0).type(), y, out)};
      }
    }
    auto out = doubles(broadcast_to(in(0), y));
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      auto const next = doubles(broadcast_to(in(i), y));
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = f(out[k], next[k]);
    }
    return {floats(y, out)};
  }

  template <class Pool, class F> tensors pool(Pool const& op, op::ints const& dilations, F f) const {
    shape const &x = in(0).dims(), &y = types[0].dims;
    auto const data = doubles(in(0));
    std::vector<double> out(elements(y)), values;
    auto const area_in = span_of(x, 2), area_out = span_of(y, 2);
    for_each_window(windows_of(x, op.kernel, op.strides, op.pads, dilations, op.ceil_mode),
                    [&](std::size_t position, window_taps const& taps) {
                      if (taps.inputs.empty())
                        throw bad_input("a window of the pooling lies in the pads alone");
                      for (std::size_t plane = 0; plane < at(x, 0) * at(x, 1); ++plane) {
                        values.clear();
                        for (auto offset : taps.inputs)
                          values.push_back(data[plane * area_in + static_cast<std::size_t>(offset)]);
                        out[plane * area_out + position] = f(values, taps.in_padded);
                      }
                    });
    return {floats(y, out)};
  }

  template <class F> tensors along(std::size_t first_axis, F f, double start, bool mean) const {
    auto const data = doubles(in(0));
    std::size_t const area = span_of(in(0).dims(), first_axis);
    std::vector<double> out(elements(types[0].dims), start);
    for (std::size_t i = 0; i < data.size(); ++i) out[i / area] = f(out[i / area], data[i]);
    if (mean)
      for (double& v : out) v /= static_cast<double>(area);
    return {floats(types[0].dims, out)};
  }
};
} // namespace detail

//! The outputs of an operator for tensors of fixed shapes. An absent optional input is an empty tensor. Throws bad_input on a misfit.
//! Operators beyond those of peax bring `std::vector<tensor> evaluate(std::vector<tensor> const&) const`.
template <class Ops = default_ops>
[[nodiscard]] std::vector<tensor> evaluate(any_op const& op, std::string_view name,
                                           std::vector<tensor> const& inputs, std::size_t outputs = 1) {
  std::vector<value> values;
  values.reserve(inputs.size());
  std::vector<value const*> read;
  for (auto const& t : inputs) {
    values.push_back({"input " + std::to_string(values.size()), t.type(), t.dims(), t});
    read.push_back(t ? &values.back() : nullptr);
  }
  value_types const types = infer_types<Ops>(op, name, read, outputs);
  return visit<Ops>(op, [&]<class Op>(Op const& held) -> std::vector<tensor> {
    if constexpr (requires {
                    { held.evaluate(inputs) } -> std::same_as<std::vector<tensor>>;
                  })
      return held.evaluate(inputs);
    else
      return detail::evaluate_op{{inputs, types}}(held);
  });
}

PEAX_COMPILED_ONCE(std::vector<tensor> evaluate<default_ops>(any_op const&, std::string_view,
                                                             std::vector<tensor> const&, std::size_t));

} // namespace peax
