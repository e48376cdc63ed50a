#pragma once
//! @file
//! ReduceMean and Softmax over any axes.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/pooling.hpp>
#include <peax/engine/kernel/softmax.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

//! Means over axes, given as true for each axis that goes.
class mean_step final : public step {
 public:
  mean_step(std::vector<bool> reduced, step_request const& r) : reduced_(std::move(reduced)) {
    operand const &x = r.inputs[0], &y = r.outputs[0];
    count_ = y.sample_size() == 0 ? 1 : x.sample_size() / y.sample_size();
    spatial_ = x.dims.rank() >= 3 && x.in_engine_order() && !reduced_[0] && !reduced_[1];
    for (std::size_t i = 2; i < reduced_.size(); ++i) spatial_ = spatial_ && reduced_[i];
  }

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    index const n = c.samples() * outputs[0].sample_size();
    if (spatial_) {
      index const channels = inputs[0].channels(), pixels = inputs[0].pixels();
      for (index i = 0; i < n / channels; ++i)
        kernel::global_average_pool(x + i * channels * pixels, pixels, channels, y + i * channels);
      return;
    }
    std::fill_n(y, n, 0.0F);
    loop(c).each([&](auto const& run, auto const& at) {
      if (run.strides[1] == 0) {
        double sum = 0;
        for (index i = 0; i < run.count; ++i) sum += static_cast<double>(x[at[0] + i * run.strides[0]]);
        y[at[1]] += static_cast<float>(sum);
      } else {
        for (index i = 0; i < run.count; ++i) y[at[1] + i * run.strides[1]] += x[at[0] + i * run.strides[0]];
      }
    });
    for (index i = 0; i < n; ++i) y[i] /= static_cast<float>(count_);
  }

  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }

  void backward(run_context const& c, int) override {
    float const* const dy = output_gradients[0].at(c);
    float* const dx = input_gradients[0].to.at(c);
    bool const adds = input_gradients[0].mode == store::add;
    float const share = 1 / static_cast<float>(count_);
    loop(c).each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) {
        float& to = dx[at[0] + i * run.strides[0]];
        to = (adds ? to : 0.0F) + share * dy[at[1] + i * run.strides[1]];
      }
    });
  }

 private:
  //! Over the elements of x, with the mean that each goes to.
  [[nodiscard]] strided_loop<2> loop(run_context const& c) const {
    strided const x = inputs[0].view(c.samples()), y = outputs[0].view(c.samples());
    bool const kept = x.rank == y.rank;
    strided_loop<2> out;
    for (std::size_t i = 0, own = 0; i < x.rank; ++i) {
      out.add_axis(x.extents[i], {x.strides[i], reduced_[i] ? 0 : y.strides[own]});
      if (kept || !reduced_[i]) ++own;
    }
    out.simplify();
    return out;
  }

  std::vector<bool> reduced_;
  index count_ = 1;
  bool spatial_ = false;
};

//! What is computed of the rows along one axis: Softmax or its logarithm.
struct rows_kernel {
  decltype(&kernel::softmax) forward;
  decltype(&kernel::softmax_gradient) backward;
};
inline constexpr rows_kernel softmax_of_rows{&kernel::softmax, &kernel::softmax_gradient};
inline constexpr rows_kernel log_softmax_of_rows{&kernel::log_softmax, &kernel::log_softmax_gradient};

//! Softmax along one axis. Rows that do not lie one behind the other are gathered into the workspace.
class softmax_step final : public step {
 public:
  explicit softmax_step(rows_kernel of, std::size_t axis, step_request const& r) : of_(of), axis_(axis) {
    strided const v = r.outputs[0].view(1);
    classes_ = v.extents[axis];
    contiguous_ = classes_ == 1 || v.strides[axis] == 1;
  }

  std::size_t workspace() const override { return contiguous_ ? 0 : static_cast<std::size_t>(3 * classes_); }

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    if (contiguous_) return of_.forward(x, c.samples() * outputs[0].sample_size() / classes_, classes_, y);
    float* const row = c.workspace;
    each_row(c, [&](index at, index stride) {
      for (index i = 0; i < classes_; ++i) row[i] = x[at + i * stride];
      of_.forward(row, 1, classes_, row);
      for (index i = 0; i < classes_; ++i) y[at + i * stride] = row[i];
    });
  }

  bool backward_reads_input(std::size_t) const override { return false; }

  void backward(run_context const& c, int) override {
    float const *y = outputs[0].at(c), *dy = output_gradients[0].at(c);
    float* const dx = input_gradients[0].to.at(c);
    store const mode = input_gradients[0].mode;
    if (contiguous_)
      return of_.backward(y, dy, c.samples() * outputs[0].sample_size() / classes_, classes_, dx, mode);
    float *const row = c.workspace, *const up = row + classes_, *const down = up + classes_;
    each_row(c, [&](index at, index stride) {
      for (index i = 0; i < classes_; ++i)
        row[i] = y[at + i * stride], up[i] = dy[at + i * stride], down[i] = dx[at + i * stride];
      of_.backward(row, up, 1, classes_, down, mode);
      for (index i = 0; i < classes_; ++i) dx[at + i * stride] = down[i];
    });
  }

 private:
  template <class Body> void each_row(run_context const& c, Body&& body) const {
    strided const v = outputs[0].view(c.samples());
    strided_loop<1> loop;
    for (std::size_t i = 0; i < v.rank; ++i)
      if (i != axis_) loop.add_axis(v.extents[i], {v.strides[i]});
    loop.simplify();
    loop.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) body(at[0] + i * run.strides[0], v.strides[axis_]);
    });
  }

  rows_kernel of_;
  std::size_t axis_;
  index classes_ = 1;
  bool contiguous_ = true;
};

inline std::unique_ptr<step> make_step(op::reduce_mean const& op, step_request const& r) {
  std::vector<bool> reduced(r.inputs[0].dims.rank(), op.axes.empty());
  for (auto axis : op.axes) reduced[axis_of(axis, reduced.size())] = true;
  return made<mean_step>(r, std::move(reduced), r);
}

//! A step for Softmax or LogSoftmax.
template <class Op>
std::unique_ptr<step> make_softmax_step(Op const& op, rows_kernel of, step_request const& r) {
  shape const& x = r.inputs[0].dims;
  std::size_t const axis = axis_of(op.axis, x.rank());
  if (x[axis] == batch_extent)
    throw bad_input(std::string(Op::name) + " '" + r.node.name + "': axis " + std::to_string(axis) + " of " +
                    x.text() + " is the batch");
  return made<softmax_step>(r, of, axis, r);
}

inline std::unique_ptr<step> make_step(op::softmax const& op, step_request const& r) {
  return make_softmax_step(op, softmax_of_rows, r);
}

inline std::unique_ptr<step> make_step(op::log_softmax const& op, step_request const& r) {
  return make_softmax_step(op, log_softmax_of_rows, r);
}

} // namespace peax::engine
