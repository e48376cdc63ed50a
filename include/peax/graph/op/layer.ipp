#pragma once
//! @file
//! The bodies of layer.hpp: shape rules, work, and values computed plainly.

#include <peax/core/checked.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/layer.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::op {

PEAX_INLINE value_types conv::output_types(shape_question const& q) const {
  value const &x = q.in(0), &w = q.in(1);
  detail::want_spatial(x);
  want(w.dims.rank() == x.dims.rank(), "weights " + w.dims.text() + " do not fit input " + x.dims.text());
  want(groups >= 1 && groups <= w.dims[0] && w.dims[1] * groups == x.dims[1] && w.dims[0] % groups == 0,
       "weights " + w.dims.text() + " in " + std::to_string(groups) + " groups do not fit input " +
           x.dims.text());
  if (q.inputs.size() > 2 && q.inputs[2] != nullptr)
    want(q.in(2).dims == shape{w.dims[0]},
         "bias " + q.in(2).dims.text() + " does not fit weights " + w.dims.text());
  auto const kernel = w.dims.extents().subspan(2);
  auto const windows =
      windows_of(x.dims, ints(kernel.begin(), kernel.end()), strides, pads, dilations, false);
  shape out{x.dims[0], w.dims[0]};
  for (auto const& window : windows) out.push_back(window.output_extent());
  return {{x.type, out}};
}
PEAX_INLINE work conv::work_of(cost_question const& q) const {
  shape const& w = q.in(1).dims; // [K, C/groups, kernel...]
  return {checked_product(q.output.dims.elements(), w[0] == 0 ? 0 : w.elements() / w[0]), 0};
}
PEAX_INLINE std::vector<tensor> conv::evaluate(evaluation const& e) const {
  shape const &x = e.in(0).dims(), &w = e.in(1).dims(), &y = e.types[0].dims;
  auto const kernel = w.extents().subspan(2);
  auto const windows = windows_of(x, ints(kernel.begin(), kernel.end()), strides, pads, dilations, false);
  auto const data = detail::doubles(e.in(0)), weights = detail::doubles(e.in(1));
  auto const area_in = detail::span_of(x, 2), area_out = detail::span_of(y, 2),
             area_w = detail::span_of(w, 2);
  auto const samples = detail::at(y, 0), maps = detail::at(y, 1), channels = detail::at(w, 1),
             per_group = maps / static_cast<std::size_t>(groups);
  std::vector<double> out(detail::elements(y));
  detail::for_each_window(windows, [&](std::size_t position, detail::window_taps const& taps) {
    for (std::size_t n = 0; n < samples; ++n)
      for (std::size_t k = 0; k < maps; ++k) {
        double sum = e.has(2) ? static_cast<double>(e.in(2).floats()[k]) : 0.;
        for (std::size_t c = 0; c < channels; ++c) {
          double const* const from =
              data.data() + (n * detail::at(x, 1) + k / per_group * channels + c) * area_in;
          double const* const with = weights.data() + (k * channels + c) * area_w;
          for (std::size_t t = 0; t < taps.inputs.size(); ++t)
            sum += from[taps.inputs[t]] * with[taps.kernel[t]];
        }
        out[(n * maps + k) * area_out + position] = sum;
      }
  });
  return {detail::floats(y, out)};
}

PEAX_INLINE std::vector<window> conv_transpose::windows(shape const& x, shape const& w) const {
  std::size_t const axes = x.rank() - 2;
  auto const taps = w.extents().subspan(2);
  // Lists are checked as those of a convolution, on extents that have room for every window.
  auto out = windows_of(shape(ints(x.rank(), std::int64_t{1} << 40)), ints(taps.begin(), taps.end()), strides,
                        pads, dilations, false);
  want(output_padding.empty() || output_padding.size() == axes,
       "output_padding has " + std::to_string(output_padding.size()) + " entries, input " + x.text() +
           " needs " + std::to_string(axes));
  for (std::size_t i = 0; i < axes; ++i) {
    constexpr std::int64_t limit = std::int64_t{1} << 31;
    std::int64_t const more = output_padding.empty() ? 0 : output_padding[i];
    want(more >= 0 && more < limit && x[i + 2] >= 1 && x[i + 2] < limit,
         "an extent or output_padding is out of range");
    window& window = out[i];
    want(window.kernel < limit / window.dilation && window.stride < limit,
         "strides, dilations or kernel are out of range");
    window.extent =
        checked_product(window.stride, x[i + 2] - 1) + window.reach() + more - window.begin - window.end;
    window.end -= more;
    want(window.extent >= 1 && window.extent < limit,
         "an axis of " + x.text() + " becomes " + std::to_string(window.extent) + " elements");
  }
  return out;
}
PEAX_INLINE value_types conv_transpose::output_types(shape_question const& q) const {
  value const &x = q.in(0), &w = q.in(1);
  detail::want_spatial(x);
  want(w.dims.rank() == x.dims.rank() && groups >= 1 && groups <= x.dims[1] && w.dims[0] == x.dims[1] &&
           x.dims[1] % groups == 0,
       "weights " + w.dims.text() + " in " + std::to_string(groups) + " groups do not fit input " +
           x.dims.text());
  shape out{x.dims[0], checked_product(w.dims[1], groups)};
  if (q.inputs.size() > 2 && q.inputs[2] != nullptr)
    want(q.in(2).dims == shape{out[1]},
         "bias " + q.in(2).dims.text() + " does not fit weights " + w.dims.text());
  for (auto const& window : windows(x.dims, w.dims)) out.push_back(window.extent);
  return {{x.type, out}};
}
PEAX_INLINE work conv_transpose::work_of(cost_question const& q) const {
  shape const& w = q.in(1).dims; // [C, K/groups, kernel...]
  return {checked_product(q.in(0).dims.elements(), w[0] == 0 ? 0 : w.elements() / w[0]), 0};
}
PEAX_INLINE std::vector<tensor> conv_transpose::evaluate(evaluation const& e) const {
  shape const &x = e.in(0).dims(), &w = e.in(1).dims(), &y = e.types[0].dims;
  auto const data = detail::doubles(e.in(0)), weights = detail::doubles(e.in(1));
  auto const area_in = detail::span_of(x, 2), area_out = detail::span_of(y, 2),
             area_w = detail::span_of(w, 2);
  auto const samples = detail::at(y, 0), maps = detail::at(y, 1), channels = detail::at(x, 1),
             each = detail::at(w, 1), channels_each = channels / static_cast<std::size_t>(groups);
  std::vector<double> out(detail::elements(y));
  if (e.has(2))
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = static_cast<double>(e.in(2).floats()[i / area_out % maps]);
  detail::for_each_window(windows(x, w), [&](std::size_t position, detail::window_taps const& taps) {
    for (std::size_t n = 0; n < samples; ++n)
      for (std::size_t c = 0; c < channels; ++c) {
        double const v = data[(n * channels + c) * area_in + position];
        for (std::size_t k = 0; k < each; ++k) {
          double* const to = out.data() + (n * maps + c / channels_each * each + k) * area_out;
          double const* const tap = weights.data() + (c * each + k) * area_w;
          for (std::size_t t = 0; t < taps.inputs.size(); ++t)
            to[static_cast<std::size_t>(taps.inputs[t])] += v * tap[static_cast<std::size_t>(taps.kernel[t])];
        }
      }
  });
  return {detail::floats(y, out)};
}

PEAX_INLINE value_types gemm::output_types(shape_question const& q) const {
  value const &a = q.in(0), &b = q.in(1);
  want(a.dims.rank() == 2 && b.dims.rank() == 2,
       "Gemm multiplies matrices, not " + a.dims.text() + " and " + b.dims.text());
  std::int64_t const rows = a.dims[transpose_a ? 1 : 0], inner = a.dims[transpose_a ? 0 : 1];
  std::int64_t const inner_b = b.dims[transpose_b ? 1 : 0], columns = b.dims[transpose_b ? 0 : 1];
  want(inner == inner_b, "matrices " + a.dims.text() + " and " + b.dims.text() +
                             " do not fit: " + std::to_string(inner) + " against " + std::to_string(inner_b));
  want(inner != batch_extent,
       "the product of " + a.dims.text() + " and " + b.dims.text() + " sums over the batch");
  shape const out{rows, columns};
  if (q.inputs.size() > 2 && q.inputs[2] != nullptr)
    want(detail::broadcast(out, q.in(2).dims) == out,
         "C " + q.in(2).dims.text() + " does not fit the product " + out.text());
  return {{a.type, out}};
}
PEAX_INLINE work gemm::work_of(cost_question const& q) const {
  return {checked_product(q.output.dims.elements(), q.in(1).dims[transpose_b ? 1 : 0]), 0};
}
PEAX_INLINE std::vector<tensor> gemm::evaluate(evaluation const& e) const {
  shape const &a = e.in(0).dims(), &b = e.in(1).dims(), &y = e.types[0].dims;
  auto const left = detail::doubles(e.in(0)), right = detail::doubles(e.in(1));
  auto const c = e.has(2) ? detail::doubles(detail::broadcast_to(e.in(2), y))
                          : std::vector<double>(detail::elements(y), 0.);
  auto const rows = detail::at(y, 0), columns = detail::at(y, 1), inner = detail::at(a, transpose_a ? 0 : 1);
  std::vector<double> out(detail::elements(y));
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < inner; ++k)
        sum += left[transpose_a ? k * detail::at(a, 1) + i : i * detail::at(a, 1) + k] *
               right[transpose_b ? j * detail::at(b, 1) + k : k * detail::at(b, 1) + j];
      out[i * columns + j] =
          static_cast<double>(alpha) * sum + static_cast<double>(beta) * c[i * columns + j];
    }
  return {detail::floats(y, out)};
}

PEAX_INLINE value_types matmul::output_types(shape_question const& q) const {
  value const &a = q.in(0), &b = q.in(1);
  want(a.dims.rank() >= 1 && b.dims.rank() >= 1, "MatMul needs at least one axis");
  auto left = a.dims.extents(), right = b.dims.extents();
  std::vector<std::int64_t> x(left.begin(), left.end()), y(right.begin(), right.end());
  if (x.size() == 1) x.insert(x.begin(), 1);
  if (y.size() == 1) y.push_back(1);
  want(x.back() == y[y.size() - 2] && x.back() != batch_extent,
       "matrices " + a.dims.text() + " and " + b.dims.text() + " do not fit");
  shape out = detail::broadcast(shape(std::vector<std::int64_t>(x.begin(), x.end() - 2)),
                                shape(std::vector<std::int64_t>(y.begin(), y.end() - 2)));
  if (a.dims.rank() > 1) out.push_back(x[x.size() - 2]);
  if (b.dims.rank() > 1) out.push_back(y.back());
  return {{a.type, out}};
}
PEAX_INLINE work matmul::work_of(cost_question const& q) const {
  shape const& a = q.in(0).dims;
  return {checked_product(q.output.dims.elements(), a[a.rank() - 1]), 0};
}
PEAX_INLINE std::vector<tensor> matmul::evaluate(evaluation const& e) const {
  auto const as_matrices = [](tensor const& t, bool front) {
    if (t.dims().rank() > 1) return t;
    return t.reshaped(front ? shape{1, t.dims()[0]} : shape{t.dims()[0], 1});
  };
  tensor const a = as_matrices(e.in(0), true), b = as_matrices(e.in(1), false);
  auto const leading = [](shape const& s) {
    return shape(std::vector<std::int64_t>(s.begin(), s.end() - 2));
  };
  shape const batch = detail::broadcast(leading(a.dims()), leading(b.dims()));
  auto const expanded = [&](tensor const& t) {
    shape target = batch;
    target.push_back(t.dims()[t.dims().rank() - 2]), target.push_back(t.dims()[t.dims().rank() - 1]);
    return detail::broadcast_to(t, target);
  };
  tensor const left = expanded(a), right = expanded(b);
  auto const x = detail::doubles(left), y = detail::doubles(right);
  auto const rows = detail::at(left.dims(), left.dims().rank() - 2),
             inner = detail::at(left.dims(), left.dims().rank() - 1),
             columns = detail::at(right.dims(), right.dims().rank() - 1);
  std::vector<double> out;
  for (std::size_t m = 0; m < detail::elements(batch); ++m)
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < columns; ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < inner; ++k)
          sum += x[(m * rows + i) * inner + k] * y[(m * inner + k) * columns + j];
        out.push_back(sum);
      }
  return {detail::floats(e.types[0].dims, out)};
}

PEAX_INLINE value_types batch_normalization::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  want(x.dims.rank() >= 2, "shape " + x.dims.text() + " has no channel axis");
  for (std::size_t i = 1; i < 5; ++i)
    want(q.in(i).dims == shape{x.dims[1]},
         "parameter " + q.in(i).name + " " + q.in(i).dims.text() + " does not fit " + x.dims.text());
  return detail::same_as(x);
}
PEAX_INLINE work batch_normalization::work_of(cost_question const& q) const {
  return detail::element_wise(q, 2);
}
PEAX_INLINE std::vector<tensor> batch_normalization::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  auto out = detail::doubles(e.in(0));
  auto const scale = e.in(1).floats(), bias = e.in(2).floats(), mean = e.in(3).floats(),
             variance = e.in(4).floats();
  auto const channels = detail::at(x, 1), area = detail::span_of(x, 2);
  for (std::size_t i = 0; i < out.size(); ++i) {
    std::size_t const c = i / area % channels;
    double const deviation = std::sqrt(static_cast<double>(variance[c]) + static_cast<double>(epsilon));
    out[i] = (out[i] - static_cast<double>(mean[c])) / deviation * static_cast<double>(scale[c]) +
             static_cast<double>(bias[c]);
  }
  return {detail::floats(x, out)};
}

} // namespace peax::op
