#pragma once
//! @file
//! Results as they are kept: shared, by pointers that are one type for all, whose members a compiler makes once.

#include <peax/core/config.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace peax::detail {

//! Owns what `new` made.
[[nodiscard]] PEAX_INLINE std::shared_ptr<void const> owned(void const* made,
                                                            void (*destroy)(void const* made));
//! A value that is shared without its type.
template <class T> [[nodiscard]] std::shared_ptr<void const> shared_of(T value) {
  return owned(new T(std::move(value)), [](void const* made) { delete static_cast<T const*>(made); });
}

//! A result: in an optional, so that who may read it gets it without a copy. Never empty.
template <class T> class kept {
 public:
  explicit kept(std::shared_ptr<void const> held) : held_(std::move(held)) {}

  [[nodiscard]] std::optional<T> const& as_optional() const {
    return *static_cast<std::optional<T> const*>(held_.get());
  }
  [[nodiscard]] T const& operator*() const { return *as_optional(); }
  [[nodiscard]] T const* operator->() const { return &*as_optional(); }

  //! The optional, and the T inside it, without their types.
  [[nodiscard]] std::shared_ptr<void const> const& shared() const { return held_; }
  [[nodiscard]] std::shared_ptr<void const> shared_inside() const { return {held_, &**this}; }

 private:
  std::shared_ptr<void const> held_;
};

} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/analysis/kept.ipp>
#endif
