#pragma once
//! @file
//! ArgMax, ArgMin and TopK. Places are whole numbers and have no gradient; the elements that TopK takes get theirs.

#include <peax/engine/op/reduction_loops.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace peax::engine {

//! The place of the largest (smallest) along an axis.
class place_step final : public step {
 public:
  place_step(std::size_t axis, std::size_t rank, bool smallest, bool last)
      : axis_(axis), smallest_(smallest), last_(last), along_(rank, false) {
    along_[axis] = true;
  }

  void forward(run_context const& c, int) override {
    strided const x_view = inputs[0].view(c.samples());
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    index const count = x_view.extents[axis_], apart = x_view.strides[axis_];
    reduction_loops(x_view, outputs[0].view(c.samples()), along_).each([&](index to, index from) {
      index best = 0;
      for (index i = 1; i < count; ++i) {
        float const now = x[from + i * apart], before = x[from + best * apart];
        if ((smallest_ ? now < before : now > before) || (last_ && now == before)) best = i;
      }
      y[to] = static_cast<float>(best);
    });
  }

 private:
  std::size_t axis_;
  bool smallest_, last_;
  std::vector<bool> along_;
};

//! The k largest (smallest) along an axis in their order: each element is put in its place among those kept so far.
class top_k_step final : public step {
 public:
  top_k_step(op::top_k const& op, std::size_t axis, std::size_t rank)
      : axis_(axis), k_(static_cast<index>(op.k)), largest_(op.largest), along_(rank, false) {
    along_[axis] = true;
  }
  std::size_t workspace() const override { return 2 * static_cast<std::size_t>(k_); }
  bool backward_reads_outputs() const override { return false; }

  void forward(run_context const& c, int) override {
    strided const x_view = inputs[0].view(c.samples());
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      if (!outputs[o]) continue;
      strided const y_view = outputs[o].view(c.samples());
      float* const y = outputs[o].at(c);
      reduction_loops(x_view, y_view, along_).each([&](index to, index from) {
        select(inputs[0].at(c) + from, x_view.extents[axis_], x_view.strides[axis_], c.workspace);
        for (index i = 0; i < k_; ++i) y[to + i * y_view.strides[axis_]] = c.workspace[o == 0 ? i : k_ + i];
      });
    }
  }

  void backward(run_context const& c, int) override {
    strided const x_view = inputs[0].view(c.samples());
    gradient_target const& target = input_gradients[0];
    float* const dx = target.to.at(c);
    if (target.mode == store::overwrite) std::fill_n(dx, x_view.size(), 0.0F);
    if (!output_gradients[0]) return;
    strided const y_view = output_gradients[0].view(c.samples());
    float const* const dy = output_gradients[0].at(c);
    reduction_loops(x_view, y_view, along_).each([&](index to, index from) {
      select(inputs[0].at(c) + from, x_view.extents[axis_], x_view.strides[axis_], c.workspace);
      for (index i = 0; i < k_; ++i)
        dx[from + static_cast<index>(c.workspace[k_ + i]) * x_view.strides[axis_]] +=
            dy[to + i * y_view.strides[axis_]];
    });
  }

 private:
  //! Values, then their places.
  void select(float const* x, index count, index apart, float* to) const {
    index kept = 0;
    for (index i = 0; i < count; ++i) {
      float const now = x[i * apart];
      index at = kept;
      while (at > 0 && (largest_ ? now > to[at - 1] : now < to[at - 1])) --at;
      if (at == k_) continue;
      kept = std::min(kept + 1, k_);
      for (index j = kept - 1; j > at; --j) to[j] = to[j - 1], to[k_ + j] = to[k_ + j - 1];
      to[at] = now;
      to[k_ + at] = static_cast<float>(i);
    }
  }

  std::size_t axis_;
  index k_;
  bool largest_;
  std::vector<bool> along_;
};

namespace detail {
inline std::unique_ptr<step> place(step_request const& r, op::place_of_extreme const& op, bool smallest) {
  std::size_t const rank = r.inputs[0].dims.rank();
  return made<place_step>(r, axis_of(op.axis, rank), rank, smallest, op.select_last);
}
} // namespace detail

inline std::unique_ptr<step> make_step(op::arg_max const& op, step_request const& r) {
  return detail::place(r, op, false);
}
inline std::unique_ptr<step> make_step(op::arg_min const& op, step_request const& r) {
  return detail::place(r, op, true);
}
inline std::unique_ptr<step> make_step(op::top_k const& op, step_request const& r) {
  std::size_t const rank = r.inputs[0].dims.rank();
  return made<top_k_step>(r, op, axis_of(op.axis, rank), rank);
}

} // namespace peax::engine
