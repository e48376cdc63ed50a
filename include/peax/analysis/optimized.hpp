#pragma once
//! @file
//! What `run` gives: the solutions of a pass and the analysis of the chosen model; for a flow, the paths that were taken.

#include <peax/analysis/component.hpp>
#include <peax/analysis/kept.hpp>
#include <peax/core/error.hpp>
#include <peax/meta/spread.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace peax {

//! The result of one rewriter. `Next` is the analysis of the model that it chose.
template <class R, class Next> class optimized {
 public:
  optimized(std::string pass, detail::kept<R> found, std::optional<Next> next)
      : pass_(std::move(pass)), found_(std::move(found)), next_(std::move(next)) {}

  //! The front, with the figures measured on test where there is such data.
  [[nodiscard]] R const& solutions() const { return *found_; }

  //! A solution was chosen; else `solutions()` says what was refused and why.
  [[nodiscard]] bool has_choice() const { return next_.has_value(); }

  //! The analysis of the chosen model. Throws `refused` when there is none.
  [[nodiscard]] Next const& next() const {
    if (!next_) throw refused(reason());
    return *next_;
  }

  //! Why nothing was chosen: the last refusal among the solutions, if they tell any.
  [[nodiscard]] refusal reason() const {
    if constexpr (requires { found_->refusals.back(); }) {
      if (!found_->refusals.empty()) return found_->refusals.back();
    }
    return {pass_, "no solution meets the constraints", ""};
  }

  //! The name of the rewriter.
  [[nodiscard]] std::string const& pass() const { return pass_; }

 private:
  std::string pass_;
  detail::kept<R> found_;
  std::optional<Next> next_;
};

//! One way through a flow: what each of its passes gave. A pass behind one that chose nothing has not run.
template <class... Results> struct path {
  static constexpr std::size_t length = sizeof...(Results);
  std::tuple<std::optional<Results>...> steps;

  //! What pass number I gave. Throws `refused` with the reason when the path ended before it.
  template <std::size_t I> [[nodiscard]] auto const& step() const {
    if (!std::get<I>(steps)) throw refused(reason());
    return *std::get<I>(steps);
  }
  [[nodiscard]] auto const& last() const { return step<length - 1>(); }

  //! Every pass ran.
  [[nodiscard]] bool completed() const {
    return meta::spread([](auto const&... each) { return (each.has_value() && ...); }, steps);
  }

  //! Why the path ended early: the reason of the last pass that ran.
  [[nodiscard]] refusal reason() const {
    refusal why{"flow", "no pass has run", ""};
    auto const ask = [&why](auto const& step) {
      if constexpr (requires { step->reason(); }) {
        if (step) why = step->reason();
      }
    };
    meta::spread([&](auto const&... each) { (ask(each), ...); }, steps);
    return why;
  }
};

//! The paths of a flow, one for each combination of its alternatives, in their order.
template <class... Paths> struct paths {
  std::tuple<Paths...> each;

  template <std::size_t I> [[nodiscard]] auto const& path() const { return std::get<I>(each); }
  static constexpr std::size_t count = sizeof...(Paths);
};

} // namespace peax
