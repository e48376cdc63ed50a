#pragma once
//! @file
//! An immutable tensor whose copies share their storage.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/hash.hpp>
#include <peax/tensor/data_type.hpp>
#include <peax/tensor/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax {

//! Row-major elements with a type and a fixed shape. Copies share the elements, which never change.
class tensor {
 public:
  tensor() = default;

  //! Takes the elements over. Throws bad_input when their number does not fit the shape.
  template <class T>
    requires has_data_type<T>
  tensor(peax::shape dims, std::vector<T> elements)
      : type_(data_type_for<T>::value), is_there_(true), dims_(std::move(dims)) {
    check(elements.size());
    auto owner = std::make_shared<std::vector<T> const>(std::move(elements));
    elements_ = std::shared_ptr<std::byte const>(owner, reinterpret_cast<std::byte const*>(owner->data()));
  }
  tensor(peax::shape dims, std::vector<bool> const& elements) = delete;

  //! Takes raw little-endian elements of a type that is known at run time.
  static tensor from_bytes(data_type type, peax::shape dims, std::vector<std::byte> raw);

  //! Shares elements that lie elsewhere, in a mapped file for example; they must never change. Throws bad_input when the address is
  //! not that of elements of the type, or their number does not fit the shape.
  static tensor sharing(data_type type, peax::shape dims, std::shared_ptr<std::byte const> elements,
                        std::size_t count);

  //! A rank-0 tensor.
  template <class T>
    requires has_data_type<T>
  static tensor scalar(T value) {
    return tensor(peax::shape{}, std::vector<T>{value});
  }

  //! A rank-1 tensor.
  template <class T>
    requires has_data_type<T>
  static tensor list(std::vector<T> values) {
    auto const n = static_cast<std::int64_t>(values.size());
    return tensor(peax::shape{n}, std::move(values));
  }

  [[nodiscard]] data_type type() const { return type_; }
  [[nodiscard]] peax::shape const& dims() const { return dims_; }
  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(dims_.elements()); }
  [[nodiscard]] std::size_t size_in_bytes() const { return size() * bits_of(type_) / 8; }
  //! Whether this is a tensor at all; one without elements is.
  [[nodiscard]] explicit operator bool() const { return is_there_; }

  //! The elements; throws bad_input when the type differs.
  template <class T>
    requires has_data_type<T>
  [[nodiscard]] std::span<T const> as() const {
    if (type_ != data_type_for<T>::value)
      throw bad_input("tensor: elements are " + std::string(name_of(type_)) + ", asked for " +
                      std::string(name_of(data_type_for<T>::value)));
    return {reinterpret_cast<T const*>(elements_.get()), size()};
  }
  [[nodiscard]] std::span<float const> floats() const { return as<float>(); }
  [[nodiscard]] std::span<std::byte const> raw() const { return {elements_.get(), size_in_bytes()}; }

  //! The same elements under another shape of as many elements.
  [[nodiscard]] tensor reshaped(peax::shape dims) const;

  //! Whether both share their storage (no copy was made between them).
  [[nodiscard]] bool shares_storage_with(tensor const& other) const { return elements_ == other.elements_; }

  friend bool operator==(tensor const& a, tensor const& b) {
    return a.is_there_ == b.is_there_ && a.type_ == b.type_ && a.dims_ == b.dims_ &&
           (a.elements_ == b.elements_ || a.same_bytes(b));
  }

  friend digest content_hash(tensor const& t) {
    hasher h;
    h(t.type_)(t.dims_.extents()).bytes(t.raw());
    return h.finish();
  }

 private:
  void check(std::size_t have) const;
  [[nodiscard]] bool same_bytes(tensor const& other) const {
    return size_in_bytes() == 0 || std::memcmp(elements_.get(), other.elements_.get(), size_in_bytes()) == 0;
  }

  data_type type_ = data_type::float32;
  bool is_there_ = false; // a vector without elements has no address
  peax::shape dims_{0};
  std::shared_ptr<std::byte const> elements_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/tensor/tensor.ipp>
#endif
