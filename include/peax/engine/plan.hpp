#pragma once
//! @file
//! A plan: a network prepared to run on batches of one size, forward and, in training, backward.

#include <peax/engine/make_step.hpp>
#include <peax/engine/op/user.hpp>
#include <peax/engine/plan/any_plan.hpp>

#include <memory>
#include <type_traits>

namespace peax::engine {

//! Makes a step of any operator of a set: asks the operator itself if it brings kernels, else the engine.
template <class Ops> std::unique_ptr<step> make_any_step(any_op const& op, step_request const& r) {
  if constexpr (std::is_same_v<Ops, default_ops>)
    return make_default_step(op, r);
  else
    return visit<Ops>(op, [&]<class Op>([[maybe_unused]] Op const& one) -> std::unique_ptr<step> {
      if constexpr (BringsKernels<Op>)
        return made<user_step<Op>>(r, one, r);
      else
        return make_default_step(op, r);
    });
}

//! A network prepared for batches of at most `batch` samples: see any_plan for what it does.
//!   plan<> p(network, 64, {.training = true});
//! Throws bad_input when the graph holds what the engine cannot compute; the text names the node.
template <class Ops = default_ops> class plan : public any_plan {
 public:
  plan(peax::graph const& g, index batch, plan_options const& options = {})
      : any_plan(g, batch, options,
                 {&make_any_step<Ops>, [](graph_editor const& e) { return e.finish<Ops>(); }}) {}
  plan(peax::network const& n, index batch, plan_options const& options = {}) : plan(*n, batch, options) {}
};

} // namespace peax::engine
