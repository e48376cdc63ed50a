#pragma once
//! @file
//! The element types of tensors.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax {

//! Element type of a tensor. The engine computes in float32; the integer types carry data and shape arithmetic.
enum class data_type : std::uint8_t {
  float32,
  float64,
  float16,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  boolean
};

//! Bits of one element in memory.
[[nodiscard]] constexpr std::size_t bits_of(data_type type) {
  switch (type) {
  case data_type::float64:
  case data_type::int64:
  case data_type::uint64: return 64;
  case data_type::float32:
  case data_type::int32:
  case data_type::uint32: return 32;
  case data_type::float16:
  case data_type::int16:
  case data_type::uint16: return 16;
  case data_type::int8:
  case data_type::uint8:
  case data_type::boolean: return 8;
  }
  return 0;
}

[[nodiscard]] constexpr std::string_view name_of(data_type type) {
  constexpr std::string_view names[] = {"float32", "float64", "float16", "int8",   "int16",  "int32",
                                        "int64",   "uint8",   "uint16",  "uint32", "uint64", "boolean"};
  return names[static_cast<std::size_t>(type)];
}

//! The element type of a C++ type.
template <class T> inline constexpr bool has_data_type = false;
template <class T> struct data_type_for;
#define PEAX_DATA_TYPE(T, NAME)                                                                              \
  template <> inline constexpr bool has_data_type<T> = true;                                                 \
  template <> struct data_type_for<T> {                                                                      \
    static constexpr data_type value = data_type::NAME;                                                      \
  }
PEAX_DATA_TYPE(float, float32);
PEAX_DATA_TYPE(double, float64);
PEAX_DATA_TYPE(std::int8_t, int8);
PEAX_DATA_TYPE(std::int16_t, int16);
PEAX_DATA_TYPE(std::int32_t, int32);
PEAX_DATA_TYPE(std::int64_t, int64);
PEAX_DATA_TYPE(std::uint8_t, uint8);
PEAX_DATA_TYPE(std::uint16_t, uint16);
PEAX_DATA_TYPE(std::uint32_t, uint32);
PEAX_DATA_TYPE(std::uint64_t, uint64);
PEAX_DATA_TYPE(bool, boolean);
#undef PEAX_DATA_TYPE

} // namespace peax
