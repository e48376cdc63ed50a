#pragma once
//! @file
//! A step of a plan: one operator (or several fused into one) with everything decided, forward and backward.

#include <peax/engine/operand.hpp>
#include <peax/graph/graph.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace peax::engine {

//! Where the gradient of an input goes; no place: it is not wanted.
struct gradient_target {
  operand to;
  store mode = store::overwrite;

  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(to); }
};

//! A step. `forward` and `backward` are called for chunks of samples by several threads; after all chunks of a phase the
//! joins are called, once, in order. A step with more than one phase sees its own joins done before the next phase; it writes its
//! outputs (backward: the gradients of its inputs) in the last one.
class step {
 public:
  step() = default;
  step(step const&) = delete;
  step& operator=(step const&) = delete;
  virtual ~step() = default;

  node_id node = node_id::none; //!< that it computes, the first of those fused; none for a change of order
  std::vector<operand> inputs, outputs;
  std::vector<operand> output_gradients;
  std::vector<gradient_target> input_gradients; //!< one an input

  //! Called when the weights have changed, before the next run: packs them.
  virtual void prepare() {}

  virtual void forward(run_context const& c, int phase) = 0;
  virtual void join_forward(run_context const&, int) {}
  //! Vector-Jacobian product: reads output_gradients, writes (or adds to) input_gradients.
  virtual void backward(run_context const&, int) {}
  virtual void join_backward(run_context const&, int) {}

  [[nodiscard]] virtual int forward_phases() const { return 1; }
  [[nodiscard]] virtual int backward_phases() const { return 1; }

  //! What the backward pass reads besides the gradients: then the plan keeps it.
  [[nodiscard]] virtual bool backward_reads_input(std::size_t) const { return true; }
  [[nodiscard]] virtual bool backward_reads_outputs() const { return true; }

  //! Whether the outputs follow from inputs that the backward pass reads anyway, at less cost than storing and loading them: then
  //! the plan need not keep them, and calls `recompute` in the backward pass before they are read.
  [[nodiscard]] virtual bool recomputes_outputs() const { return false; }
  virtual void recompute(run_context const&) {}

  //! Whether output may lie where input i lies (and the gradient of input i where the output's gradient lies).
  [[nodiscard]] virtual bool may_overwrite_input(std::size_t) const { return false; }
  [[nodiscard]] virtual bool may_overwrite_output_gradient(std::size_t) const { return false; }

  //! Floats of workspace for each thread.
  [[nodiscard]] virtual std::size_t workspace() const { return 0; }
  //! Bytes that the step holds itself: the plans of branches.
  [[nodiscard]] virtual std::size_t memory() const { return 0; }
  //! Floats of each group's partial gradient (weights, and whatever does not depend on the sample); given to `partials`.
  [[nodiscard]] virtual std::size_t partial_size() const { return 0; }
  //! Memory for statistics of `chunks` chunks, kept between the phases. Called once, when the plan is made.
  virtual void reserve(index /*chunks*/, index /*groups*/) {}
  //! Memory of the step's own for a batch of samples and a chunk of them. Called once, before workspace().
  virtual void size_for(index /*batch*/, index /*chunk*/) {}

  //! Partial gradients, [groups][partial_size()]; set by the plan.
  float* partials = nullptr;

 protected:
  //! The partial of the context's group, zero at its first chunk.
  [[nodiscard]] float* partial(run_context const& c) const {
    float* const p = partials + static_cast<std::size_t>(c.group) * partial_size();
    if (c.first_of_group) std::fill_n(p, partial_size(), 0.0F);
    return p;
  }
};

//! What is known when a step is made.
struct step_request {
  peax::graph const& graph;
  peax::node const& node;
  std::vector<operand> inputs = {}, outputs = {};
  std::vector<bool> wants_gradient = {}; //!< one an input; all false in inference
  bool training = false;
  bool exact_convolution = false;
  bool batch_statistics = false;  //!< normalization only
  bounds limits{};                //!< a fused activation
  std::vector<operand> norm = {}; //!< a fused normalization: scale, bias, mean, variance
  float norm_epsilon = 0;
  operand bias{};         //!< a fused addition of a constant by column (MatMul)
  std::uint64_t seed = 0; //!< of the plan and the node together

  [[nodiscard]] bool differentiated() const {
    for (bool wants : wants_gradient)
      if (wants) return true;
    return false;
  }
};

//! Sums one gradient over the groups of a run: `first` is its part of the first group's partial, `apart` the floats from one
//! group's partial to the next.
inline void join_partials(run_context const& c, float const* first, index apart,
                          gradient_target const& target) {
  index const size = target.to.sample_size();
  float* const to = target.to.place->shared;
  if (target.mode == store::overwrite) std::fill_n(to, size, 0.0F);
  for (index g = 0; g < c.groups; ++g)
    for (index i = 0; i < size; ++i) to[i] += first[g * apart + i];
}

//! A step of type Step with its operands in place.
template <class Step, class... Arguments>
std::unique_ptr<step> made(step_request const& r, Arguments&&... arguments) {
  auto one = std::make_unique<Step>(std::forward<Arguments>(arguments)...);
  one->inputs = r.inputs;
  one->outputs = r.outputs;
  one->input_gradients.resize(r.inputs.size());
  one->output_gradients.resize(r.outputs.size());
  return one;
}

} // namespace peax::engine
