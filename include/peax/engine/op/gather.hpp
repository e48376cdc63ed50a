#pragma once
//! @file
//! Gather: rows of the data, chosen by indices along one axis.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

namespace peax::engine {

class gather_step final : public step {
 public:
  gather_step(std::size_t axis, step_request const& r)
      : axis_(axis), name_(r.node.name),
        shared_(r.wants_gradient[0] && !r.inputs[0].batched() && r.outputs[0].batched()) {}

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    each(c, [&](index to, index from) { y[to] = x[from]; });
  }
  bool backward_reads_input(std::size_t i) const override { return i == 1; }
  bool backward_reads_outputs() const override { return false; }
  std::size_t partial_size() const override {
    return shared_ ? static_cast<std::size_t>(inputs[0].sample_size()) : 0;
  }

  void backward(run_context const& c, int) override {
    float const* const dy = output_gradients[0].at(c);
    auto const& target = input_gradients[0];
    if (!target) return;
    float* const dx = shared_ ? partial(c) : target.to.at(c);
    if (!shared_ && target.mode == store::overwrite)
      std::fill_n(dx, (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
    each(c, [&](index to, index from) { dx[from] += dy[to]; });
  }
  void join_backward(run_context const& c, int) override {
    if (!shared_) return;
    auto const& target = input_gradients[0];
    kernel::sum_partials(partials, c.groups, inputs[0].sample_size(), target.to.place->shared, target.mode);
  }

 private:
  //! The axes of the output are those of the data in front of the axis, those of the indices, and the rest of the data.
  template <class Body> void each(run_context const& c, Body&& body) const {
    strided const y = outputs[0].view(c.samples()), x = inputs[0].view(c.samples()),
                  chosen = inputs[1].view(c.samples());
    float const* const indices = inputs[1].at(c);
    strided_loop<2> positions, rest; // over the indices: (output, index); over the other axes: (output, data)
    for (std::size_t i = 0; i < chosen.rank; ++i)
      positions.add_axis(chosen.extents[i], {y.strides[axis_ + i], chosen.strides[i]});
    for (std::size_t i = 0; i < x.rank; ++i)
      if (i != axis_)
        rest.add_axis(x.extents[i], {y.strides[i < axis_ ? i : i + chosen.rank - 1], x.strides[i]});
    positions.simplify();
    rest.simplify();
    positions.each([&](auto const& run, auto const& at) {
      for (index i = 0; i < run.count; ++i) {
        index const row = row_of(indices[at[1] + i * run.strides[1]], x.extents[axis_]);
        index const to = at[0] + i * run.strides[0], from = row * x.strides[axis_];
        rest.each([&](auto const& inner, auto const& place) {
          for (index k = 0; k < inner.count; ++k)
            body(to + place[0] + k * inner.strides[0], from + place[1] + k * inner.strides[1]);
        });
      }
    });
  }

  [[nodiscard]] index row_of(float chosen, index extent) const {
    auto const i = static_cast<index>(chosen);
    if (i < -extent || i >= extent)
      throw bad_input("Gather '" + name_ + "': index " + std::to_string(i) + " is outside of an axis of " +
                      std::to_string(extent));
    return i < 0 ? i + extent : i;
  }

  std::size_t axis_;
  std::string name_;
  bool shared_;
};

inline std::unique_ptr<step> make_step(op::gather const& op, step_request const& r) {
  return made<gather_step>(r, axis_of(op.axis, r.inputs[0].dims.rank()), r);
}

} // namespace peax::engine
