#pragma once
//! @file
//! Values as bytes and back, for the `save` and `load` of reports and solutions: `put_fields(to, *this)`, `get_fields<R>(from)`.
//! The bytes are for a cache on the same kind of machine, not a format for exchange.

#include <peax/analysis/report.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/core/units.hpp>
#include <peax/meta/record.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace peax {

template <class T> void put(std::ostream& to, T const& value);
template <class T> [[nodiscard]] T get(std::istream& from);

namespace detail {
inline void put_bytes(std::ostream& to, void const* bytes, std::size_t count) {
  to.write(static_cast<char const*>(bytes), static_cast<std::streamsize>(count));
}
inline void get_bytes(std::istream& from, void* bytes, std::size_t count) {
  if (!from.read(static_cast<char*>(bytes), static_cast<std::streamsize>(count)))
    throw bad_input("cache: the entry ends too early");
}

//! How one type is put and got; specialise for a type of your own, or give it `save` and `load`.
template <class T> struct stored {
  static void put(std::ostream& to, T const& value) {
    if constexpr (Cacheable<T>)
      value.save(to);
    else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
      put_bytes(to, &value, sizeof value);
    else
      meta::with_all_fields(value, [&](auto const&... fields) { (peax::put(to, fields), ...); });
  }
  static T get(std::istream& from) {
    if constexpr (Cacheable<T>)
      return T::load(from);
    else {
      T value{};
      if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
        get_bytes(from, &value, sizeof value);
      else
        meta::with_all_fields(
            value, [&]<class... Fields>(Fields&... fields) { ((fields = peax::get<Fields>(from)), ...); });
      return value;
    }
  }
};

template <class Tag, class Number> struct stored<quantity<Tag, Number>> {
  static void put(std::ostream& to, quantity<Tag, Number> const& value) { peax::put(to, value.value); }
  static quantity<Tag, Number> get(std::istream& from) {
    return quantity<Tag, Number>(peax::get<Number>(from));
  }
};

template <> struct stored<std::string> {
  static void put(std::ostream& to, std::string const& text) {
    peax::put(to, static_cast<std::uint64_t>(text.size()));
    put_bytes(to, text.data(), text.size());
  }
  static std::string get(std::istream& from) {
    std::string text(static_cast<std::size_t>(peax::get<std::uint64_t>(from)), '\0');
    get_bytes(from, text.data(), text.size());
    return text;
  }
};

template <class T> struct stored<std::vector<T>> {
  static constexpr bool at_once = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;
  static void put(std::ostream& to, std::vector<T> const& values) {
    peax::put(to, static_cast<std::uint64_t>(values.size()));
    if constexpr (at_once)
      put_bytes(to, values.data(), values.size() * sizeof(T));
    else
      for (std::size_t i = 0; i < values.size(); ++i) peax::put<T>(to, values[i]);
  }
  static std::vector<T> get(std::istream& from) {
    auto const count = static_cast<std::size_t>(peax::get<std::uint64_t>(from));
    std::vector<T> values;
    if constexpr (at_once) {
      values.resize(count);
      get_bytes(from, values.data(), count * sizeof(T));
    } else {
      for (std::size_t i = 0; i < count; ++i) values.push_back(peax::get<T>(from));
    }
    return values;
  }
};

template <class T> struct stored<std::optional<T>> {
  static void put(std::ostream& to, std::optional<T> const& value) {
    peax::put(to, value.has_value());
    if (value) peax::put(to, *value);
  }
  static std::optional<T> get(std::istream& from) {
    return peax::get<bool>(from) ? std::optional<T>(peax::get<T>(from)) : std::nullopt;
  }
};

template <class A, class B> struct stored<std::pair<A, B>> {
  static void put(std::ostream& to, std::pair<A, B> const& value) {
    peax::put(to, value.first);
    peax::put(to, value.second);
  }
  static std::pair<A, B> get(std::istream& from) {
    A first = peax::get<A>(from);
    return {std::move(first), peax::get<B>(from)};
  }
};

template <> struct stored<tensor> {
  static void put(std::ostream& to, tensor const& value) {
    peax::put(to, static_cast<bool>(value));
    if (!value) return;
    peax::put(to, value.type());
    peax::put(to, std::vector<std::int64_t>(value.dims().begin(), value.dims().end()));
    auto const raw = value.raw();
    put_bytes(to, raw.data(), raw.size());
  }
  static tensor get(std::istream& from) {
    if (!peax::get<bool>(from)) return {};
    auto const type = peax::get<data_type>(from);
    peax::shape const dimensions(peax::get<std::vector<std::int64_t>>(from));
    std::vector<std::byte> raw(static_cast<std::size_t>(dimensions.elements()) * bits_of(type) / 8);
    get_bytes(from, raw.data(), raw.size());
    return tensor::from_bytes(type, dimensions, std::move(raw));
  }
};
} // namespace detail

//! Writes a number, text, container, optional, tensor, a record or an aggregate of such, or what has `save` and `load`.
template <class T> void put(std::ostream& to, T const& value) { detail::stored<T>::put(to, value); }

//! Reads what `put` wrote. Throws bad_input when the bytes end too early.
template <class T> T get(std::istream& from) { return detail::stored<T>::get(from); }

//! Writes the fields of an aggregate that has a `save` of its own: its body is `put_fields(to, *this);`.
template <class T> void put_fields(std::ostream& to, T const& value) {
  meta::with_all_fields(value, [&](auto const&... fields) { (put(to, fields), ...); });
}

//! Reads what `put_fields` wrote: the body of `load` is `return get_fields<R>(from);`.
template <class T> T get_fields(std::istream& from) {
  T value{};
  meta::with_all_fields(value,
                        [&]<class... Fields>(Fields&... fields) { ((fields = get<Fields>(from)), ...); });
  return value;
}

} // namespace peax
