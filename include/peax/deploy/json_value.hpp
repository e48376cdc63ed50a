#pragma once
//! @file
//! Numbers and texts as JSON that reads back exactly, and fields of JSON that somebody else may have written.

#include <peax/core/config.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::deploy {

//! Keys stay in the order in which they are written.
using json = nlohmann::ordered_json;

//! A number, or null when there is none or it is not finite: JSON has no NaN.
[[nodiscard]] inline json number_or_null(double value) {
  return std::isfinite(value) ? json(value) : json(nullptr);
}
[[nodiscard]] inline json number_or_null(std::optional<double> const& value) {
  return value ? number_or_null(*value) : json(nullptr);
}
[[nodiscard]] inline json number_or_null(std::optional<std::int64_t> const& value) {
  return value ? json(*value) : json(nullptr);
}

//! The shortest decimal that reads back as this float, also by way of a double. Throws bad_input when it is
//! not finite.
[[nodiscard]] PEAX_INLINE json exact(float value);

//! The text as UTF-8: bytes that are none become the replacement character.
[[nodiscard]] PEAX_INLINE std::string as_utf8(std::string const& text);

//! The text, or null when it is empty.
[[nodiscard]] inline json text_or_null(std::string const& text) {
  return text.empty() ? json(nullptr) : json(as_utf8(text));
}

//! The fields of an object that may hold anything. Every misfit throws bad_input that names the file and the
//! field.
class fields {
 public:
  fields(json const& object, std::string where);

  [[nodiscard]] std::string const& where() const { return where_; }
  [[nodiscard]] std::string named(std::string_view key) const;

  //! All keys, in their order.
  [[nodiscard]] std::vector<std::string> keys() const;
  //! The field, or null when it is missing.
  [[nodiscard]] json const& at(char const* key) const;
  [[nodiscard]] std::optional<double> number(char const* key) const;
  [[nodiscard]] std::optional<std::int64_t> count(char const* key) const;
  //! A field that is there: any whole number from 0 on, and true or false.
  [[nodiscard]] std::uint64_t any_count(char const* key) const;
  [[nodiscard]] bool truth(char const* key) const;
  //! A text; empty when it is missing or null.
  [[nodiscard]] std::string text_or_empty(char const* key) const;
  [[nodiscard]] std::string text(char const* key) const;
  [[nodiscard]] fields object(char const* key) const;
  //! Lists; empty when they are missing or null.
  [[nodiscard]] std::vector<fields> objects(char const* key) const;
  [[nodiscard]] std::vector<double> numbers(char const* key) const;
  [[nodiscard]] std::vector<std::int64_t> counts(char const* key) const;

 private:
  template <class F> void each(char const* key, F take) const;

  json const& object_;
  std::string where_;
};

} // namespace peax::deploy

#ifndef PEAX_COMPILED
#include <peax/deploy/json_value.ipp>
#endif
