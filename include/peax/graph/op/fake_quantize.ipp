#pragma once
//! @file
//! The bodies of fake_quantize.hpp: in float32, as runtimes of ONNX compute it.

#include <peax/core/error.hpp>
#include <peax/graph/op/expression.hpp>
#include <peax/graph/op/fake_quantize.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace peax::op {

PEAX_INLINE std::pair<std::int64_t, std::int64_t> fake_quantize::codes() const {
  switch (type) {
  case data_type::int8: return {-128, 127};
  case data_type::uint8: return {0, 255};
  case data_type::int16: return {-32768, 32767};
  case data_type::uint16: return {0, 65535};
  default: throw bad_input(fmt::format("codes of {} are not supported", name_of(type)));
  }
}

PEAX_INLINE double fake_quantize::value(double x) const {
  auto const [least, most] = codes();
  auto const zero = static_cast<float>(zero_point);
  float const code = std::nearbyint(static_cast<float>(x) / scale) + zero;
  return static_cast<double>(scale *
                             (std::clamp(code, static_cast<float>(least), static_cast<float>(most)) - zero));
}

PEAX_INLINE double fake_quantize::slope(double x) const {
  auto const [least, most] = codes();
  float const code = std::nearbyint(static_cast<float>(x) / scale) + static_cast<float>(zero_point);
  return code >= static_cast<float>(least) && code <= static_cast<float>(most) ? 1 : 0;
}

PEAX_INLINE value_types fake_quantize::output_types(shape_question const& q) const {
  auto const [least, most] = codes();
  if (!(scale > 0) || !std::isfinite(scale))
    throw bad_input(fmt::format("the scale {} is not above 0", scale));
  if (zero_point < least || zero_point > most)
    throw bad_input(fmt::format("the zero point {} is no {}", zero_point, name_of(type)));
  return element_function::output_types(q);
}

PEAX_INLINE std::vector<tensor> fake_quantize::evaluate(evaluation const& e) const {
  return detail::each(e, [this](double x) { return value(x); });
}

} // namespace peax::op
