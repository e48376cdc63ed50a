#pragma once
//! @file
//! Operators that bring their own kernels, on arrays in the graph's order.

#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/op_call.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

//! A step that calls the kernels of an operator that is not of peax, sample by sample.
class user_step final : public step {
 public:
  user_step(any_op op, step_request const& r) : op_(std::move(op)) {
    for (auto const& i : r.inputs) add(i, input_dims_, input_at_);
    for (auto const& o : r.outputs) add(o, output_dims_, output_at_);
    gradient_at_ = size_; // behind them: the same again for gradients
    for (std::size_t i = 0; i < r.inputs.size(); ++i) {
      bool const shared = r.wants_gradient[i] && !r.inputs[i].batched() && r.outputs[0].batched();
      shared_at_.push_back(shared ? static_cast<index>(partial_size_) : -1);
      if (shared) partial_size_ += static_cast<std::size_t>(r.inputs[i].sample_size());
    }
  }

  std::size_t workspace() const override { return 2 * size_; }
  std::size_t partial_size() const override { return partial_size_; }

  void forward(run_context const& c, int) override {
    std::array<const_array, most_operands> in;
    std::array<mutable_array, most_operands> out;
    for (index s = 0; s < c.samples(); ++s) {
      for (std::size_t i = 0; i < inputs.size(); ++i)
        in[i] = {read(c, inputs[i], s, input_at_[i]), &input_dims_[i]};
      for (std::size_t i = 0; i < outputs.size(); ++i)
        out[i] = {{c.workspace + output_at_[i], elements(outputs[i])}, &output_dims_[i]};
      op_.kind().forward(op_.held(),
                         {std::span(in.data(), inputs.size()), std::span(out.data(), outputs.size())});
      for (std::size_t i = 0; i < outputs.size(); ++i)
        if (outputs[i])
          copy_strided(outputs[i].view(1), at(c, outputs[i], s), outputs[i].graph_view(1),
                       c.workspace + output_at_[i]);
    }
  }

  void backward(run_context const& c, int) override {
    std::array<const_array, most_operands> in, out, up;
    std::array<mutable_array, most_operands> down;
    float* const sums = partial_size_ > 0 ? partial(c) : nullptr;
    float* const gradients = c.workspace + gradient_at_;
    for (index s = 0; s < c.samples(); ++s) {
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        out[i] = {read(c, outputs[i], s, output_at_[i]), &output_dims_[i]};
        up[i] = {read(c, output_gradients[i], s, gradient_at_ + output_at_[i]), &output_dims_[i]};
      }
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        in[i] = {read(c, inputs[i], s, input_at_[i]), &input_dims_[i]};
        down[i] = {{}, &input_dims_[i]};
        if (!input_gradients[i]) continue;
        down[i].elements = {shared_at_[i] >= 0 ? sums + shared_at_[i] : gradients + input_at_[i],
                            elements(inputs[i])};
        if (shared_at_[i] < 0) std::fill(down[i].elements.begin(), down[i].elements.end(), 0.0F);
      }
      op_.kind().backward(op_.held(),
                          {std::span(in.data(), inputs.size()), std::span(out.data(), outputs.size()),
                           std::span(up.data(), outputs.size()), std::span(down.data(), inputs.size())});
      for (std::size_t i = 0; i < inputs.size(); ++i)
        if (gradient_target const& target = input_gradients[i]; target && shared_at_[i] < 0)
          copy_strided(target.to.view(1), at(c, target.to, s), target.to.graph_view(1),
                       down[i].elements.data(), target.mode);
    }
  }

  void join_backward(run_context const& c, int) override {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (shared_at_[i] < 0) continue;
      join_partials(c, partials + shared_at_[i], static_cast<index>(partial_size_), input_gradients[i]);
    }
  }

 private:
  static constexpr std::size_t most_operands = 8;

  void add(operand const& o, std::vector<shape>& dims, std::vector<std::size_t>& at) {
    if (at.size() == most_operands)
      throw bad_input("operator " + std::string(op_.name()) +
                      ": at most 8 inputs and 8 outputs are supported");
    dims.push_back(o.dims.with_batch(1));
    at.push_back(size_);
    size_ += in_lines(elements(o));
  }
  static std::size_t elements(operand const& o) { return o ? static_cast<std::size_t>(o.sample_size()) : 0; }
  static float* at(run_context const& c, operand const& o, index sample) {
    return o.at(c) + (o.batched() ? sample * o.sample_size() : 0);
  }
  //! One sample in the graph's order: where it lies, or copied to the workspace.
  std::span<float const> read(run_context const& c, operand const& o, index sample, std::size_t place) const {
    if (!o) return {};
    if (o.in_graph_order()) return {at(c, o, sample), elements(o)};
    copy_strided(o.graph_view(1), c.workspace + place, o.view(1), at(c, o, sample));
    return {c.workspace + place, elements(o)};
  }

  any_op op_;
  std::vector<shape> input_dims_, output_dims_;
  std::vector<std::size_t> input_at_, output_at_;
  std::vector<index> shared_at_;
  std::size_t size_ = 0, gradient_at_ = 0, partial_size_ = 0;
};

} // namespace peax::engine
