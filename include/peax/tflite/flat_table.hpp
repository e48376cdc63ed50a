#pragma once
//! @file
//! Tables of a FlatBuffer without generated code: fields by number, and nothing is read before its place was checked.

#include <peax/core/error.hpp>

#include <flatbuffers/flatbuffers.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

namespace fb = ::flatbuffers;

//! The bytes of a FlatBuffer, aligned, with what checks places in them.
class flat_file {
 public:
  //! Copies bytes that lie at an odd address. Bytes must outlive the file.
  explicit flat_file(std::string_view bytes)
      : copy_(copied(bytes)), bytes_(copy_.empty() ? bytes : in_copy(bytes.size())),
        check_(begin(), bytes_.size()) {}
  flat_file(flat_file const&) = delete;
  flat_file& operator=(flat_file const&) = delete;

  [[nodiscard]] std::uint8_t const* begin() const {
    return reinterpret_cast<std::uint8_t const*>(bytes_.data());
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] fb::Verifier& check() { return check_; }

 private:
  static std::vector<std::uint64_t> copied(std::string_view bytes) {
    std::vector<std::uint64_t> out;
    if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint64_t) == 0) return out;
    out.resize(bytes.size() / sizeof(std::uint64_t) + 1);
    std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  }
  [[nodiscard]] std::string_view in_copy(std::size_t size) const {
    return {reinterpret_cast<char const*>(copy_.data()), size};
  }

  std::vector<std::uint64_t> copy_;
  std::string_view bytes_;
  fb::Verifier check_;
};

//! A table, or none. Fields count from 0 in the order of the schema; an absent field is its default.
class flat_table {
 public:
  flat_table() = default;

  //! The table that the file begins with. Throws bad_input when there is none.
  static flat_table root(flat_file& file) {
    if (file.size() < 2 * sizeof(fb::uoffset_t))
      throw bad_input("is cut off: it has " + std::to_string(file.size()) + " bytes");
    auto const offset = file.check().VerifyOffset(0);
    if (offset == 0) throw bad_input("is damaged or cut off: its root lies outside of the file");
    return {file, file.begin() + offset, "its root"};
  }

  [[nodiscard]] explicit operator bool() const { return table_ != nullptr; }
  [[nodiscard]] std::string const& name() const { return name_; }

  template <class T> [[nodiscard]] T scalar(int field, T otherwise) const {
    if (table_ == nullptr) return otherwise;
    if (!table_->VerifyField<T>(file_->check(), at(field), sizeof(T))) broken(field);
    return table_->GetField<T>(at(field), otherwise);
  }

  //! A table in a field; none when it is absent.
  [[nodiscard]] flat_table table(int field, std::string name) const {
    auto const* found = pointer<std::uint8_t>(field);
    return found == nullptr ? flat_table() : flat_table(*file_, found, std::move(name));
  }

  //! The elements of a vector; none when it is absent.
  template <class T> [[nodiscard]] std::vector<T> list(int field) const {
    auto const bytes = vector_bytes(field, sizeof(T));
    std::vector<T> out(bytes.size() / sizeof(T));
    if (!out.empty())
      std::memcpy(out.data(), bytes.data(), bytes.size()); // the place of 8 byte elements may be odd
    return out;
  }

  //! A vector of bytes, as it lies in the file.
  [[nodiscard]] std::string_view bytes(int field) const { return vector_bytes(field, 1); }

  [[nodiscard]] std::string text(int field) const { return std::string(bytes(field)); }

  [[nodiscard]] bool has(int field) const { return table_ != nullptr && table_->CheckField(at(field)); }

  //! The tables of a vector; `what` and a number behind it name each.
  [[nodiscard]] std::vector<flat_table> tables(int field, std::string const& what) const {
    auto const all = vector_bytes(field, sizeof(fb::uoffset_t));
    std::vector<flat_table> out;
    for (std::size_t i = 0; i < all.size(); i += sizeof(fb::uoffset_t)) {
      auto const* place = reinterpret_cast<std::uint8_t const*>(all.data()) + i;
      std::string name = what + " " + std::to_string(i / sizeof(fb::uoffset_t));
      auto const offset = file_->check().VerifyOffset(static_cast<std::size_t>(place - file_->begin()));
      if (offset == 0) throw bad_input("is damaged or cut off: " + name + " lies outside of the file");
      out.push_back(flat_table(*file_, place + offset, std::move(name)));
    }
    return out;
  }

 private:
  flat_table(flat_file& file, std::uint8_t const* place, std::string name)
      : file_(&file), table_(reinterpret_cast<fb::Table const*>(place)), name_(std::move(name)) {
    bool const fits = table_->VerifyTableStart(file.check());
    file.check().EndTable(); // depth needs no bound: no table is walked through twice
    if (!fits)
      throw bad_input("is damaged or cut off: " + name_ + " is no table, or there are more than a million");
  }

  static fb::voffset_t at(int field) { return fb::FieldIndexToOffset(static_cast<fb::voffset_t>(field)); }

  [[noreturn]] void broken(int field) const {
    throw bad_input("is damaged or cut off: field " + std::to_string(field) + " of " + name_ +
                    " lies outside of the file");
  }

  template <class T> [[nodiscard]] T const* pointer(int field) const {
    if (table_ == nullptr) return nullptr;
    if (!table_->VerifyOffset(file_->check(), at(field))) broken(field);
    return table_->GetPointer<T const*>(at(field));
  }

  //! The place of a vector's elements, checked for elements of that size.
  [[nodiscard]] std::string_view vector_bytes(int field, std::size_t element) const {
    auto const* vector = pointer<std::uint8_t>(field);
    if (vector == nullptr) return {};
    auto const start = static_cast<std::size_t>(vector - file_->begin());
    if (!file_->check().Verify<fb::uoffset_t>(start)) broken(field);
    auto const count = static_cast<std::size_t>(fb::ReadScalar<fb::uoffset_t>(vector));
    std::size_t const room = file_->size() - start - sizeof(fb::uoffset_t);
    if (count > room / element) broken(field);
    return {reinterpret_cast<char const*>(vector) + sizeof(fb::uoffset_t), count * element};
  }

  flat_file* file_ = nullptr;
  fb::Table const* table_ = nullptr;
  std::string name_;
};

} // namespace peax::tflite::detail
