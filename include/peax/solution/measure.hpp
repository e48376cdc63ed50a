#pragma once
//! @file
//! The finished front measured on test: run() calls it after the rewriter, what chooses never sees it.

#include <peax/analysis/component.hpp>
#include <peax/core/config.hpp>
#include <peax/core/hash.hpp>
#include <peax/data/data_set.hpp>
#include <peax/report/dataset.hpp>
#include <peax/solution/answers.hpp>
#include <peax/solution/solution.hpp>

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::result {

//! Where every sample leaves and what it answers, from the outputs of all exits in running order.
struct replayed {
  std::vector<std::size_t> exit;
  std::vector<std::int32_t> answer;
};
//! Throws bad_input for outputs that do not fit the thresholds, and for a decision that needs recordings.
[[nodiscard]] PEAX_INLINE replayed replay(record const& s, std::span<tensor const* const> outputs);

//! 95 % interval of the share of right answers: Wilson's, or Student's t on the means of groups.
[[nodiscard]] PEAX_INLINE std::pair<double, double> interval_of(std::span<std::int32_t const> answers,
                                                                data::data_set const& samples);

//! Mean latency and energy under the shares of test, where a platform gave those of each exit.
PEAX_INLINE void add_mean_costs(record& s);

//! The figures that only data can give, on test.
PEAX_INLINE void add_test_figures(record& s, replayed const& r, data::data_set const& samples,
                                  scoring::score const& by, double original_macs);

//! A network and the record whose figures are wanted.
struct to_measure {
  network const* of;
  record* into;
};

//! Measures solutions on test. Exits that several solutions share are run once.
PEAX_INLINE void measure_on_test(std::span<to_measure const> all, network const& first,
                                 data::data_set const& samples);

namespace detail {
//! Every exit but the last has a threshold; throws bad_input.
PEAX_INLINE void check_thresholds(record const& s, std::size_t exits);
//! The form of an exit's answers from that of its outputs.
[[nodiscard]] PEAX_INLINE report::answer_form answered_by(output_form are);

//! The content of the piece behind each output of a graph; runs those that are not known yet.
PEAX_INLINE std::vector<digest> outputs_by_content(graph const& g, data::data_set const& samples,
                                                   std::map<digest, tensor>& known);

template <class Solutions> std::vector<to_measure> all_of(Solutions& found) {
  std::vector<to_measure> out;
  for (auto& s : found.front) out.push_back({&s.network, &s});
  return out;
}
} // namespace detail

//! Measures solutions whose models answer at one exit, or at the first that is sure enough, on test.
template <class Kind> struct on_test_of {
  static constexpr std::string_view name = "measuring on test";

  solutions<Kind> measure(solutions<Kind> const& found, original const& first,
                          report::dataset<test> const& on) const;
};

template <class Kind>
solutions<Kind> on_test_of<Kind>::measure(solutions<Kind> const& found, original const& first,
                                          report::dataset<test> const& on) const {
  solutions<Kind> out = found;
  measure_on_test(detail::all_of(out), first, on.samples);
  return out;
}

PEAX_COMPILED_ONCE(struct on_test_of<multi_exit>);
PEAX_COMPILED_ONCE(struct on_test_of<single_exit>);

//! Of confidence exits, and of networks that answer by themselves.
using on_test = on_test_of<multi_exit>;
using single_exit_on_test = on_test_of<single_exit>;

} // namespace peax::result

#ifndef PEAX_COMPILED
#include <peax/solution/measure.ipp>
#endif
