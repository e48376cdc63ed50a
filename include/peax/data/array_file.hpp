#pragma once
//! @file
//! An array as it lies in a file: type, shape and row-major elements, mapped or in memory, turned into tensors when asked for.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/file_bytes.hpp>
#include <peax/tensor/tensor.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax::data {

static_assert(std::endian::native == std::endian::little,
              "files hold little-endian numbers, and so must this machine");

//! Calls `f` with a zero of the element type. Throws bad_input for float16, which no array file of peax holds.
template <class F> decltype(auto) visit_type(data_type type, F&& f) {
  switch (type) {
  case data_type::float32: return f(float{});
  case data_type::float64: return f(double{});
  case data_type::int8: return f(std::int8_t{});
  case data_type::int16: return f(std::int16_t{});
  case data_type::int32: return f(std::int32_t{});
  case data_type::int64: return f(std::int64_t{});
  case data_type::uint8: return f(std::uint8_t{});
  case data_type::uint16: return f(std::uint16_t{});
  case data_type::uint32: return f(std::uint32_t{});
  case data_type::uint64: return f(std::uint64_t{});
  case data_type::boolean: return f(bool{});
  case data_type::float16: break;
  }
  throw bad_input("an array of float16 cannot be read; convert it to float32");
}

[[nodiscard]] constexpr bool is_integer(data_type type) {
  return type != data_type::float32 && type != data_type::float64 && type != data_type::float16;
}

//! How a table of text was read.
struct table_facts {
  bool header = false;        //!< its first row was left out
  bool counts = false;        //!< the first row reads 0, 1, ..., K-1, as pandas heads columns without names
  bool empty_column = false;  //!< all lines end in a separator; the empty column behind it was left out
  bool index_column = false;  //!< its first column counts the rows, as pandas writes it; it was left out
  std::string first_row = {}; //!< the beginning of its text
};

//! An array of a file. The elements are aligned for their type; they may be a view of the mapped file.
struct array_file {
  std::string name; //!< for messages: path, with key
  data_type type = data_type::float32;
  shape dims;
  shared_bytes elements;
  std::optional<table_facts> table = {}; //!< of CSV

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(dims.elements()); }

  //! Elements of one entry of axis 0 (of the whole for rank 0).
  [[nodiscard]] std::size_t row_size() const {
    return static_cast<std::size_t>(dims.behind_batch().elements());
  }

  //! Writes elements [first, first + into.size()) as numbers of type T. Throws bad_input for an integer that T cannot hold.
  template <class T> void copy(std::size_t first, std::span<T> into) const {
    if (into.size() > size() || first > size() - into.size())
      throw bad_input(name + ": elements beyond its end are asked for");
    visit_type(type, [&]<class From>(From) {
      auto const* from = reinterpret_cast<From const*>(elements.first.get()) + first;
      for (std::size_t i = 0; i < into.size(); ++i) into[i] = converted<T>(from[i], first + i);
    });
  }

  //! All elements as numbers of type T.
  template <class T> [[nodiscard]] std::vector<T> numbers() const {
    std::vector<T> all(size());
    copy<T>(0, all);
    return all;
  }

  //! A tensor of the file's type; the elements are copied.
  [[nodiscard]] tensor to_tensor() const {
    auto const raw = elements.view();
    return tensor::from_bytes(type, dims, {raw.begin(), raw.end()});
  }

  //! Entries [first, first + count) of axis 0 as float32, for files that are larger than the memory.
  [[nodiscard]] tensor rows(std::int64_t first, std::int64_t count) const;

 private:
  template <class T, class From> T converted(From value, std::size_t at) const {
    if constexpr (std::is_integral_v<T> && std::is_floating_point_v<From>) {
      // 2^digits is the first value beyond T and is exact in every floating type
      constexpr T half = std::numeric_limits<T>::max() / 2 + 1;
      constexpr auto beyond = static_cast<From>(half) * From{2};
      constexpr auto low = static_cast<From>(std::numeric_limits<T>::min());
      if (!(value >= low && value < beyond) || static_cast<From>(static_cast<T>(value)) != value)
        throw bad_input(name + ": element " + std::to_string(at) + " is " + std::to_string(value) +
                        ", a whole number is needed");
      return static_cast<T>(value);
    } else if constexpr (std::is_integral_v<T> && !std::is_same_v<From, bool> && !std::is_same_v<T, bool>) {
      if (!std::in_range<T>(value))
        throw bad_input(name + ": element " + std::to_string(at) + " is " + std::to_string(value) +
                        ", which is out of range");
      return static_cast<T>(value);
    } else {
      return static_cast<T>(value);
    }
  }
};

namespace detail {

//! Bytes of an array of that type and shape; throws bad_input when they are more than `at_most`, before anything is allocated.
PEAX_INLINE std::size_t checked_bytes(std::string const& name, data_type type, shape const& dims,
                                      std::uint64_t at_most);

//! The elements of an array from a stream that must end behind them.
PEAX_INLINE shared_bytes take_elements(std::string const& name, data_type type, shape const& dims,
                                       byte_stream& from);

//! Turns every element's bytes round: big endian to little endian.
inline void swap_bytes(std::span<std::byte> elements, std::size_t width) {
  for (std::size_t i = 0; i + width <= elements.size(); i += width)
    for (std::size_t a = 0, b = width - 1; a < b; ++a, --b) std::swap(elements[i + a], elements[i + b]);
}

//! The same bytes at an address that suits elements of `width` bytes.
inline shared_bytes aligned(shared_bytes content, std::size_t width) {
  if (reinterpret_cast<std::uintptr_t>(content.first.get()) % width == 0) return content;
  auto const view = content.view();
  return shared_bytes::from({view.begin(), view.end()});
}

} // namespace detail

} // namespace peax::data

#ifndef PEAX_COMPILED
#include <peax/data/array_file.ipp>
#endif
