#pragma once
//! @file
//! CumSum and Hardmax along any axis.

#include <peax/engine/op/reduction_loops.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

namespace peax::engine {

//! Calls f(offset in the first, offset in the second) for the beginning of each row along an axis of two values of the same extents.
template <class F> void each_row_along(std::size_t axis, strided const& to, strided const& from, F f) {
  std::vector<bool> along(to.rank, false);
  along[axis] = true;
  reduction_loops(from, to, along).each(f);
}

//! Running sums; the gradient runs the other way.
class cumulate_step final : public step {
 public:
  cumulate_step(op::cum_sum const& op, std::size_t axis) : op_(op), axis_(axis) {}

  void forward(run_context const& c, int) override {
    sum_up(inputs[0].view(c.samples()), inputs[0].at(c), outputs[0].view(c.samples()), outputs[0].at(c),
           op_.reverse, false);
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    gradient_target const& target = input_gradients[0];
    sum_up(output_gradients[0].view(c.samples()), output_gradients[0].at(c), target.to.view(c.samples()),
           target.to.at(c), !op_.reverse, target.mode == store::add);
  }

 private:
  void sum_up(strided const& from, float const* x, strided const& to, float* y, bool reverse,
              bool adds) const {
    index const count = from.extents[axis_];
    each_row_along(axis_, to, from, [&](index first_to, index first) {
      double sum = 0;
      for (index k = 0; k < count; ++k) {
        index const i = reverse ? count - 1 - k : k;
        auto const now = static_cast<double>(x[first + i * from.strides[axis_]]);
        float& out = y[first_to + i * to.strides[axis_]];
        out = (adds ? out : 0.0F) + static_cast<float>(op_.exclusive ? sum : sum + now);
        sum += now;
      }
    });
  }

  op::cum_sum op_;
  std::size_t axis_;
};

//! Its slope is 0 wherever it has one.
class hardmax_step final : public step {
 public:
  explicit hardmax_step(std::size_t axis) : axis_(axis) {}

  void forward(run_context const& c, int) override {
    strided const from = inputs[0].view(c.samples()), to = outputs[0].view(c.samples());
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    each_row_along(axis_, to, from, [&](index first_to, index first) {
      index best = 0;
      for (index i = 0; i < from.extents[axis_]; ++i) {
        if (x[first + i * from.strides[axis_]] > x[first + best * from.strides[axis_]]) best = i;
        y[first_to + i * to.strides[axis_]] = 0;
      }
      y[first_to + best * to.strides[axis_]] = 1;
    });
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    gradient_target const& target = input_gradients[0];
    if (target.mode == store::overwrite)
      std::fill_n(target.to.at(c), target.to.view(c.samples()).size(), 0.0F);
  }

 private:
  std::size_t axis_;
};

inline std::unique_ptr<step> make_step(op::cum_sum const& op, step_request const& r) {
  return made<cumulate_step>(r, op, axis_of(op.axis, r.inputs[0].dims.rank()));
}
inline std::unique_ptr<step> make_step(op::hardmax const& op, step_request const& r) {
  return made<hardmax_step>(r, axis_of(op.axis, r.inputs[0].dims.rank()));
}

} // namespace peax::engine
