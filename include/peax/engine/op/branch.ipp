#pragma once
//! @file
//! The body of branch.hpp.

#include <peax/engine/aligned_buffer.hpp>
#include <peax/engine/op/branch.hpp>
#include <peax/engine/plan.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/graph.hpp>

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace peax::engine {

namespace detail {
//! A branch: its plan, and what it is given.
struct planned_branch {
  planned_branch(peax::graph const& g, plan_options const& how)
      : run(g, 1, how), reads(g.inputs().size()), given(g.inputs().size()) {
    for (std::size_t i = 0; i < reads.size(); ++i)
      reads[i] = !g.readers(g.inputs()[i]).empty() || g.is_output(g.inputs()[i]);
  }
  plan run;
  std::vector<bool> reads; //!< of each value from around it, whether it uses it
  std::vector<float const*> given;
};

class branch_step final : public step {
 public:
  branch_step(op::if_else const& op, plan_options const& how, step_request const& r)
      : then_(*op.then_branch, how), else_(*op.else_branch, how) {
    for (std::size_t i = 1; i < r.inputs.size(); ++i) {
      places_.push_back(size_);
      if (!r.inputs[i].in_graph_order())
        size_ += in_lines(static_cast<std::size_t>(r.inputs[i].sample_size()));
    }
  }

  std::size_t workspace() const override { return size_; }
  std::size_t memory() const override { return then_.run.memory() + else_.run.memory(); }

  void forward(run_context const& c, int) override {
    planned_branch& taken = *inputs[0].at(c) != 0 ? then_ : else_;
    for (std::size_t i = 0; i < taken.given.size(); ++i)
      taken.given[i] = taken.reads[i] ? in_graph_order(c, i) : nullptr;
    taken.run.forward(taken.given, 1);
    for (std::size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i])
        copy_strided(outputs[i].view(1), outputs[i].at(c), outputs[i].graph_view(1),
                     taken.run.output(i).data());
  }

 private:
  float const* in_graph_order(run_context const& c, std::size_t i) const {
    operand const& from = inputs[i + 1];
    if (from.in_graph_order()) return from.at(c);
    float* const to = c.workspace + places_[i];
    copy_strided(from.graph_view(1), to, from.view(1), from.at(c));
    return to;
  }

  planned_branch then_, else_;
  std::vector<std::size_t> places_; //!< in the workspace
  std::size_t size_ = 0;
};
} // namespace detail

PEAX_INLINE std::unique_ptr<step> make_step(op::if_else const& op, step_request const& r) {
  plan_options how;
  how.exact_convolution = r.exact_convolution;
  how.threads = 1; // one sample is one chunk
  return made<detail::branch_step>(r, op, how, r);
}

} // namespace peax::engine
