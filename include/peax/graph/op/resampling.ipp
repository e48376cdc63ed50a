#pragma once
//! @file
//! The bodies of resampling.hpp: shape rules, work, and values computed plainly.

#include <peax/core/error.hpp>
#include <peax/graph/op/resampling.hpp>
#include <peax/graph/op/shape_help.hpp>
#include <peax/graph/op/value_help.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace peax::detail {

//! Where a position of the output lies in the input (ONNX, Resize: coordinate_transformation_mode).
inline double resized_position(std::int64_t way, double at, double scale, double in, double out) {
  switch (way) {
  case op::resizing::half_pixel: return (at + 0.5) / scale - 0.5;
  case op::resizing::pytorch_half_pixel: return out > 1 ? (at + 0.5) / scale - 0.5 : 0;
  case op::resizing::align_corners:
    return out > 1 ? at * (in - 1) / (scale * in - 1) : 0; // not of the rounded extent
  case op::resizing::asymmetric: return at / scale;
  case op::resizing::tf_half_pixel_for_nn: return (at + 0.5) / scale;
  default: { // half_pixel_symmetric: the rounded extent is centred on the exact one
    double const adjusted = out / (scale * in);
    return in / 2 * (1 - adjusted) + (at + 0.5) / scale - 0.5;
  }
  }
}

inline double rounded(std::int64_t how, double x) {
  switch (how) {
  case op::resizing::round_prefer_floor: return std::ceil(x - 0.5);
  case op::resizing::round_prefer_ceil: return std::floor(x + 0.5);
  case op::resizing::floor: return std::floor(x);
  default: return std::ceil(x);
  }
}

//! Cubic convolution (Keys 1981) of an element at this distance.
inline double cubic_weight(double a, double distance) {
  double const d = std::abs(distance);
  if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
}

inline void want_block(value const& x, std::int64_t block) {
  want(x.dims.rank() == 4, "shape " + x.dims.text() + " is not [N,C,H,W]");
  want(block >= 1 && block < (std::int64_t{1} << 15),
       "a block of " + std::to_string(block) + " makes no sense");
}

} // namespace peax::detail

namespace peax::op {

PEAX_INLINE std::vector<std::vector<resizing::tap>> resize::taps(std::size_t i, std::int64_t in) const {
  std::int64_t const out = sizes[i];
  double const scale =
      scales.empty() ? static_cast<double>(out) / static_cast<double>(in) : static_cast<double>(scales[i]);
  std::vector<std::vector<resizing::tap>> all;
  auto const inside = [&](double at) {
    return static_cast<std::int64_t>(std::clamp(at, 0.0, static_cast<double>(in - 1)));
  };
  for (std::int64_t o = 0; o < out; ++o) {
    auto& taps = all.emplace_back();
    // An axis that keeps its extent under a scale of 1 keeps its elements.
    double const at = in == out && scale == 1
                          ? static_cast<double>(o)
                          : detail::resized_position(coordinates, static_cast<double>(o), scale,
                                                     static_cast<double>(in), static_cast<double>(out));
    if (mode == resizing::nearest) {
      taps.push_back({inside(detail::rounded(rounding, at)), 1});
      continue;
    }
    double const first = std::floor(at) - (mode == resizing::cubic ? 1 : 0);
    double sum = 0;
    for (int k = 0; k < (mode == resizing::cubic ? 4 : 2); ++k) {
      double const from = first + k;
      double w = mode == resizing::cubic
                     ? detail::cubic_weight(static_cast<double>(cubic_coefficient), at - from)
                     : 1 - std::abs(at - from);
      bool const outside = from < 0 || from > static_cast<double>(in - 1);
      if (exclude_outside && outside) w = 0;
      sum += w;
      if (w != 0) taps.push_back({inside(from), static_cast<float>(w)});
    }
    if (exclude_outside && sum != 0)
      for (auto& t : taps) t.weight = static_cast<float>(static_cast<double>(t.weight) / sum);
  }
  return all;
}

PEAX_INLINE value_types resize::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  detail::want_spatial(x);
  std::size_t const axes = x.dims.rank() - 2;
  want(sizes.size() == axes && (scales.empty() || scales.size() == axes),
       "sizes or scales do not fit the spatial axes of " + x.dims.text());
  want(mode >= 0 && mode < 3 && coordinates >= 0 && coordinates < 6 && rounding >= 0 && rounding < 4,
       "a mode does not exist");
  shape out = x.dims;
  for (std::size_t i = 0; i < axes; ++i) {
    want(sizes[i] >= 1 && sizes[i] < (std::int64_t{1} << 31) && x.dims[i + 2] >= 1,
         "an axis of " + x.dims.text() + " becomes " + std::to_string(sizes[i]) + " elements");
    if (!scales.empty()) {
      want(scales[i] > 0 && std::isfinite(scales[i]), "a scale is not positive");
    }
    out[i + 2] = sizes[i];
  }
  (void)out.elements(); // refuses what 64 bits do not hold
  return {{x.type, out}};
}
PEAX_INLINE work resize::work_of(cost_question const& q) const {
  std::int64_t const each = mode == resizing::nearest ? 1 : mode == resizing::linear ? 2 : 4;
  std::int64_t taps = 1;
  for (std::size_t i = 2; i < q.output.dims.rank(); ++i)
    if (q.output.dims[i] != q.in(0).dims[i]) taps = checked_product(taps, each);
  return detail::element_wise(q, taps);
}
PEAX_INLINE std::vector<tensor> resize::evaluate(evaluation const& e) const {
  tensor x = e.in(0);
  for (std::size_t i = 0; i < sizes.size(); ++i) { // one axis behind the other
    auto const all = taps(i, x.dims()[i + 2]);
    shape dims = x.dims();
    dims[i + 2] = sizes[i];
    std::size_t const inner = detail::span_of(dims, i + 3), in = detail::at(x.dims(), i + 2),
                      out = all.size();
    auto const from = detail::doubles(x);
    std::vector<double> to(detail::elements(dims));
    for (std::size_t at = 0; at < to.size(); ++at) {
      std::size_t const o = at / inner % out, base = at / inner / out * in;
      for (auto const& t : all[o])
        to[at] += static_cast<double>(t.weight) *
                  from[(base + static_cast<std::size_t>(t.from)) * inner + at % inner];
    }
    x = detail::floats(dims, to);
  }
  return {x};
}

PEAX_INLINE value_types depth_to_space::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  detail::want_block(x, block);
  want(x.dims[1] % (block * block) == 0,
       "the channels of " + x.dims.text() + " are no multiple of " + std::to_string(block * block));
  return {{x.type,
           {x.dims[0], x.dims[1] / (block * block), checked_product(x.dims[2], block),
            checked_product(x.dims[3], block)}}};
}
PEAX_INLINE work depth_to_space::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> depth_to_space::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  std::int64_t const channels = e.types[0].dims[1];
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    std::int64_t const r = p[2] % block, s = p[3] % block;
    std::int64_t const c = column_first ? (p[1] * block + r) * block + s : (r * block + s) * channels + p[1];
    return ((p[0] * x[1] + c) * x[2] + p[2] / block) * x[3] + p[3] / block;
  })};
}

PEAX_INLINE value_types space_to_depth::output_types(shape_question const& q) const {
  value const& x = q.in(0);
  detail::want_block(x, block);
  want(x.dims[2] % block == 0 && x.dims[3] % block == 0,
       "the plane of " + x.dims.text() + " does not fall into blocks of " + std::to_string(block));
  return {
      {x.type, {x.dims[0], checked_product(x.dims[1], block * block), x.dims[2] / block, x.dims[3] / block}}};
}
PEAX_INLINE work space_to_depth::work_of(cost_question const& q) const { return detail::element_wise(q); }
PEAX_INLINE std::vector<tensor> space_to_depth::evaluate(evaluation const& e) const {
  shape const& x = e.in(0).dims();
  return {detail::rearranged(e.in(0), e.types[0].dims, [&](detail::index_counter const& p) {
    std::int64_t const c = p[1] % x[1], r = p[1] / x[1] / block, s = p[1] / x[1] % block;
    return ((p[0] * x[1] + c) * x[2] + p[2] * block + r) * x[3] + p[3] * block + s;
  })};
}

} // namespace peax::op
