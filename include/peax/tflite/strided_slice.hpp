#pragma once
//! @file
//! STRIDED_SLICE: a slice with masks, axes taken away and axes put in.

#include <peax/core/checked.hpp>
#include <peax/graph/op.hpp>
#include <peax/tflite/operator_reader.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! What the lists and masks say: positions along axes of the input, axes taken away of it, axes of 1 put into what is left.
struct slice_plan {
  op::slice slice;
  op::ints taken, put;
};

class slice_spec {
 public:
  explicit slice_spec(operator_reader& r)
      : x_(r.dims(0)), begins_(r.integers(1, "the begins")), ends_(r.integers(2, "the ends")),
        steps_(r.integers(3, "the strides")), begin_mask_(r.option<std::int32_t>(0, 0)),
        end_mask_(r.option<std::int32_t>(1, 0)), ellipsis_(r.option<std::int32_t>(2, 0)),
        new_axis_(r.option<std::int32_t>(3, 0)), shrink_(r.option<std::int32_t>(4, 0)),
        ends_are_counts_(r.option<std::uint8_t>(5, 0) != 0) {
    want(
        begins_.size() == ends_.size() && begins_.size() == steps_.size() && begins_.size() <= 16,
        fmt::format("it has {} begins, {} ends and {} strides", begins_.size(), ends_.size(), steps_.size()));
    want((ellipsis_ & (ellipsis_ - 1)) == 0, "it has more than one ellipsis");
  }

  [[nodiscard]] slice_plan plan() {
    std::size_t named = 0;
    for (std::size_t i = 0; i < begins_.size(); ++i)
      if (!bit(ellipsis_, i) && !bit(new_axis_, i)) ++named;
    want(named <= x_.rank(), fmt::format("it names {} axes of {}", named, x_.text()));
    for (std::size_t i = 0; i < begins_.size(); ++i) {
      if (bit(ellipsis_, i)) {
        for (std::size_t left = x_.rank() - named; left > 0; --left) ++axis_, ++made_;
      } else if (bit(new_axis_, i)) {
        out_.put.push_back(made_++);
      } else {
        take(i);
      }
    }
    return std::move(out_);
  }

 private:
  static bool bit(std::int32_t mask, std::size_t i) { return ((mask >> i) & 1) != 0; }

  //! One entry that speaks of the next axis of the input.
  void take(std::size_t i) {
    constexpr auto far = std::numeric_limits<std::int32_t>::max();
    std::int64_t const step = steps_[i], extent = x_[static_cast<std::size_t>(axis_)];
    bool const shrinks = bit(shrink_, i);
    want(step != 0, "it has the stride 0");
    std::int64_t begin = begins_[i], end = ends_are_counts_ ? checked_sum(begins_[i], ends_[i]) : ends_[i];
    bool const from_first = bit(begin_mask_, i) && !shrinks, to_last = bit(end_mask_, i);
    if (from_first) begin = step > 0 ? 0 : far;
    if (to_last) end = step > 0 ? far : -far;
    if (shrinks) end = begin == -1 ? far : begin + 1;
    if (axis_ == 0 && x_.is_batched()) {
      bool const all = begin == 0 && step == 1 && (to_last || end >= 1) && !shrinks;
      want(all, "it takes some of the samples of " + x_.text());
    } else if (begin != 0 || end < extent || step != 1) {
      want(!shrinks || (begin >= -extent && begin < extent),
           fmt::format("it takes the index {} of an axis of {}", begin, extent));
      auto& s = out_.slice;
      s.starts.push_back(begin), s.ends.push_back(end), s.axes.push_back(axis_),
          s.steps.push_back(shrinks ? 1 : step);
    }
    if (shrinks)
      out_.taken.push_back(axis_);
    else
      ++made_;
    ++axis_;
  }

  shape x_;
  op::ints begins_, ends_, steps_;
  std::int32_t begin_mask_, end_mask_, ellipsis_, new_axis_, shrink_;
  bool ends_are_counts_;
  std::int64_t axis_ = 0, made_ = 0;
  slice_plan out_;
};

inline void read_strided_slice(operator_reader& r) {
  auto plan = slice_spec(r).plan();
  auto const rank = r.dims(0).rank();
  auto const o = plan.taken.empty() && plan.put.empty() ? r.order_of(0) : order::of_file;
  for (auto& a : plan.slice.axes) a = r.axis_in(o, a, rank);
  std::vector<any_op> steps;
  if (!plan.slice.axes.empty()) steps.emplace_back(plan.slice);
  if (!plan.taken.empty()) steps.emplace_back(op::squeeze{plan.taken});
  if (!plan.put.empty()) steps.emplace_back(op::unsqueeze{plan.put});
  if (steps.empty()) return r.give_input(0);
  static constexpr char const* names[] = {"part", "squeezed"};
  auto x = r.value(0, o);
  for (std::size_t i = 0; i + 1 < steps.size(); ++i) x = r.add(steps[i], {x}, names[i]);
  r.give(steps.back(), {x}, o, r.range(0));
}

} // namespace peax::tflite::detail
