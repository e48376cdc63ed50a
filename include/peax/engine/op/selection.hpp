#pragma once
//! @file
//! ReduceSum, ReduceMax, ReduceMin, ArgMax, ArgMin and TopK over any axes. They run; training through them is refused.

#include <peax/core/error.hpp>
#include <peax/engine/op/pointwise.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace peax::engine {

//! What an element of a reduction is made of.
struct reduction_loops {
  strided_loop<2> kept; //!< (output, input)
  strided_loop<1> gone; //!< input

  //! `reduced`: true for each axis of x that goes.
  reduction_loops(strided const& x, strided const& y, std::vector<bool> const& reduced) {
    bool const same_rank = x.rank == y.rank;
    for (std::size_t i = 0, own = 0; i < x.rank; ++i) {
      if (reduced[i])
        gone.add_axis(x.extents[i], {x.strides[i]});
      else
        kept.add_axis(x.extents[i], {y.strides[own], x.strides[i]});
      if (same_rank || !reduced[i]) ++own;
    }
    kept.simplify();
    gone.simplify();
  }

  //! Calls f(offset of the output, offset of the first input) for every output.
  template <class F> void each(F f) const {
    kept.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) f(at[0] + i * run.strides[0], at[1] + i * run.strides[1]);
    });
  }
};

//! Folds over axes from a first value, in Number.
template <class F, class Number> class reduce_step final : public step {
 public:
  reduce_step(std::vector<bool> reduced, Number first) : reduced_(std::move(reduced)), first_(first) {}

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    reduction_loops const loops(inputs[0].view(c.samples()), outputs[0].view(c.samples()), reduced_);
    loops.each([&](index to, index from) {
      Number all = first_;
      loops.gone.each([&](auto const& run, auto const& at) {
        for (index i = 0; i < run.count; ++i)
          all = F{}(all, static_cast<Number>(x[from + at[0] + i * run.strides[0]]));
      });
      y[to] = static_cast<float>(all);
    });
  }

 private:
  std::vector<bool> reduced_;
  Number first_;
};

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
template <class Number, class F>
std::unique_ptr<step> reduction(step_request const& r, op::ints const& axes, Number first, F) {
  refuse_training(r);
  std::vector<bool> reduced(r.inputs[0].dims.rank(), axes.empty());
  for (auto const axis : axes) reduced[axis_of(axis, reduced.size())] = true;
  return made<reduce_step<F, Number>>(r, std::move(reduced), first);
}
inline std::unique_ptr<step> place(step_request const& r, op::place_of_extreme const& op, bool smallest) {
  refuse_training(r);
  std::size_t const rank = r.inputs[0].dims.rank();
  return made<place_step>(r, axis_of(op.axis, rank), rank, smallest, op.select_last);
}
} // namespace detail

inline std::unique_ptr<step> make_step(op::reduce_sum const& op, step_request const& r) {
  return detail::reduction(r, op.axes, 0., [](double a, double b) { return a + b; });
}
inline std::unique_ptr<step> make_step(op::reduce_max const& op, step_request const& r) {
  return detail::reduction(r, op.axes, -std::numeric_limits<float>::infinity(),
                           [](float a, float b) { return std::max(a, b); });
}
inline std::unique_ptr<step> make_step(op::reduce_min const& op, step_request const& r) {
  return detail::reduction(r, op.axes, std::numeric_limits<float>::infinity(),
                           [](float a, float b) { return std::min(a, b); });
}
inline std::unique_ptr<step> make_step(op::arg_max const& op, step_request const& r) {
  return detail::place(r, op, false);
}
inline std::unique_ptr<step> make_step(op::arg_min const& op, step_request const& r) {
  return detail::place(r, op, true);
}
inline std::unique_ptr<step> make_step(op::top_k const& op, step_request const& r) {
  refuse_training(r);
  std::size_t const rank = r.inputs[0].dims.rank();
  return made<top_k_step>(r, op, axis_of(op.axis, rank), rank);
}

} // namespace peax::engine
