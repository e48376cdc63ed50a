#pragma once
//! @file
//! A flow that is put together at run time: steps of erased rewriters, each with its alternatives.

#include <peax/analysis/any_analysis.hpp>
#include <peax/analysis/any_rewriter.hpp>
#include <peax/core/config.hpp>

#include <utility>
#include <vector>

namespace peax {

//! One pass of a flow that has run, and the passes behind it, one for each alternative. Without a choice there are none.
struct any_step {
  any_analysis before; //!< as the pass saw it
  any_rewriter pass;
  any_optimized result;
  std::vector<any_step> behind;
};

//! `any_flow().then(right_sizing{}).either({...})`: the counterpart of `flow` and `either` for passes that are known at run time.
class any_flow {
 public:
  //! One pass more.
  [[nodiscard]] any_flow then(any_rewriter pass) const { return either({std::move(pass)}); }
  //! A step more, with alternatives: the flow branches, and what stands behind runs once for each.
  [[nodiscard]] PEAX_INLINE any_flow either(std::vector<any_rewriter> alternatives) const;

  [[nodiscard]] std::vector<std::vector<any_rewriter>> const& steps() const { return steps_; }

  //! Throws usage_error, in words, for a flow that cannot run there. What `flow` refuses to compile is refused here, before
  //! anything runs: kinds of models that do not fit, missing reports, cycles, test data behind a choice.
  PEAX_INLINE void check(any_analysis const& on) const;

  //! Checks the flow whole and runs it, every alternative in turn.
  [[nodiscard]] PEAX_INLINE std::vector<any_step> run(any_analysis const& on) const;

 private:
  std::vector<std::vector<any_rewriter>> steps_;
};

} // namespace peax

#ifndef PEAX_COMPILED
#include <peax/analysis/any_flow.ipp>
#endif
