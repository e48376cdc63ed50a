#pragma once
//! @file
//! Shapes: lists of extents, the first of which may be the batch.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax {

//! The extent of the batch axis: any number of samples. Stands in axis 0 of what depends on the input.
inline constexpr std::int64_t batch_extent = -1;

//! Extents of a tensor, outermost first. Graph shapes are NCHW, NCL or NC with a symbolic batch; tensors have fixed shapes.
class shape {
 public:
  shape() = default;
  shape(std::initializer_list<std::int64_t> extents) : extents_(extents) {}
  explicit shape(std::vector<std::int64_t> extents) : extents_(std::move(extents)) {}

  [[nodiscard]] std::size_t rank() const { return extents_.size(); }
  [[nodiscard]] std::int64_t operator[](std::size_t axis) const { return extents_[axis]; }
  [[nodiscard]] std::int64_t& operator[](std::size_t axis) { return extents_[axis]; }
  [[nodiscard]] std::span<std::int64_t const> extents() const { return extents_; }
  [[nodiscard]] auto begin() const { return extents_.begin(); }
  [[nodiscard]] auto end() const { return extents_.end(); }
  void push_back(std::int64_t extent) { extents_.push_back(extent); }

  //! Whether axis 0 is the batch.
  [[nodiscard]] bool is_batched() const { return !extents_.empty() && extents_[0] == batch_extent; }

  //! Number of elements; of one sample when the batch is symbolic.
  [[nodiscard]] std::int64_t elements() const {
    std::int64_t n = 1;
    for (auto e : extents_) n *= e == batch_extent ? 1 : e;
    return n;
  }

  //! The shape with the batch bound to a number.
  [[nodiscard]] shape with_batch(std::int64_t samples) const {
    shape bound = *this;
    if (is_batched()) bound.extents_[0] = samples;
    return bound;
  }

  //! All axes behind the first.
  [[nodiscard]] shape behind_batch() const {
    return extents_.empty() ? shape()
                            : shape(std::vector<std::int64_t>(extents_.begin() + 1, extents_.end()));
  }

  //! "[N,3,32,32]"; the batch is N.
  [[nodiscard]] std::string text() const;

  friend bool operator==(shape const&, shape const&) = default;

 private:
  std::vector<std::int64_t> extents_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/tensor/shape.ipp>
#endif
