#pragma once
//! @file
//! Integers as the real numbers that they mean: constants, and the range that a tensor can hold.

#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/tensor/tensor.hpp>
#include <peax/tflite/file_model.hpp>

#include <fmt/core.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! Real numbers that a value may take.
struct real_range {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();

  [[nodiscard]] bool contains(real_range const& other, double tolerance) const {
    return other.low >= low - tolerance && other.high <= high + tolerance;
  }
};

//! What the integers of a tensor can mean; everything for a tensor that is not quantized.
[[nodiscard]] inline real_range range_of(file_tensor const& t) {
  if (!t.codes || t.codes->scales.size() != 1) return {};
  double const scale = static_cast<double>(t.codes->scales[0]),
               zero = static_cast<double>(t.codes->zero_points[0]);
  auto const range = [&](double least, double most) {
    return real_range{scale * (least - zero), scale * (most - zero)};
  };
  switch (t.codes->type) {
  case data_type::int8: return range(-128, 127);
  case data_type::uint8: return range(0, 255);
  case data_type::int16: return range(-32768, 32767);
  default: return {};
  }
}

//! The value of 16 bits in IEEE half precision.
[[nodiscard]] inline float from_half(std::uint16_t bits) {
  int const exponent = (bits >> 10) & 31, fraction = bits & 1023;
  float const sign = (bits & 0x8000) != 0 ? -1.F : 1.F;
  if (exponent == 31)
    return fraction == 0 ? sign * std::numeric_limits<float>::infinity()
                         : std::numeric_limits<float>::quiet_NaN();
  if (exponent == 0) return sign * std::ldexp(static_cast<float>(fraction), -24);
  return sign * std::ldexp(static_cast<float>(1024 + fraction), exponent - 25);
}

//! The elements of a constant as they stand in the file, each handed over as a number.
template <class T, class Take> void each_element(std::string_view content, Take&& take) {
  for (std::size_t i = 0; i * sizeof(T) < content.size(); ++i) {
    T one;
    std::memcpy(&one, content.data() + i * sizeof(T), sizeof(T));
    take(i, one);
  }
}

template <class Take> void each_integer(file_tensor const& t, Take&& take) {
  switch (t.kind()) {
  case element::int8: return each_element<std::int8_t>(t.content, take);
  case element::uint8: return each_element<std::uint8_t>(t.content, take);
  case element::int16: return each_element<std::int16_t>(t.content, take);
  case element::int32: return each_element<std::int32_t>(t.content, take);
  case element::int64: return each_element<std::int64_t>(t.content, take);
  default: throw bad_input(fmt::format("'{}' is {}, wanted integers", t.name, name_of_element(t.type)));
  }
}

//! A constant as float32: stored so, in half precision, or as integers with a scale. Throws bad_input for other types.
[[nodiscard]] inline tensor real_constant(file_tensor const& t) {
  want(t.is_real(), fmt::format("'{}' is {}, wanted real numbers", t.name, t.type_in_words()));
  std::vector<float> out(static_cast<std::size_t>(t.dims.elements()));
  if (t.kind() == element::float32) {
    each_element<float>(t.content, [&](std::size_t i, float v) { out[i] = v; });
  } else if (t.kind() == element::float16) {
    each_element<std::uint16_t>(t.content, [&](std::size_t i, std::uint16_t v) { out[i] = from_half(v); });
  } else {
    auto const& q = *t.codes;
    std::size_t inner = out.size(), count = 1; // of one scale: all
    if (q.scales.size() > 1) {
      count = q.scales.size(), inner = 1;
      for (auto a = static_cast<std::size_t>(q.axis) + 1; a < t.dims.rank(); ++a)
        inner *= static_cast<std::size_t>(t.dims[a]);
    }
    each_integer(t, [&](std::size_t i, auto code) {
      std::size_t const c = i / inner % count;
      out[i] = static_cast<float>(static_cast<double>(q.scales[c]) *
                                  (static_cast<double>(code) - static_cast<double>(q.zero_points[c])));
    });
  }
  return tensor(t.dims, std::move(out));
}

//! A constant list of integers: axes, paddings, a shape.
[[nodiscard]] inline op::ints integer_constant(file_tensor const& t, char const* what) {
  want(t.is_constant, fmt::format("{} '{}' are computed while running; they must be constant", what, t.name));
  want(t.kind() == element::int32 || t.kind() == element::int64,
       fmt::format("{} '{}' are {}, wanted int32 or int64", what, t.name, name_of_element(t.type)));
  op::ints out;
  each_integer(t, [&](std::size_t, auto v) { out.push_back(static_cast<std::int64_t>(v)); });
  return out;
}

} // namespace peax::tflite::detail
