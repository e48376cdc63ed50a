#pragma once
//! @file
//! A set of tried exits as one network, made once for all its thresholds.

#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/platform.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/report/early_exits/candidate.hpp>
#include <peax/rewrite/confidence/multi_exit.hpp>
#include <peax/search/exit_filter.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/mapping.hpp>
#include <peax/solution/record.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace peax::rewrite {

//! A network with some exits, what it takes, and how it can lie on the processors of a platform.
struct exit_set {
  multi_exit_network joined;
  std::int64_t parameters = 0, memory_elements = 0; //!< of weights; alive at once and kept between samples
  std::vector<result::mapping> possible;            //!< without a platform, none
};

//! The sets of exits of one network; each is made when it is first asked for. Holds references to what it is made of.
class exit_sets {
 public:
  //! `on` may be null. `exits`: all that may be used, in running order; `most_seconds`: the worst latency of a mapping; `held`:
  //! elements that the rule of each exit keeps from sample to sample, empty for none.
  exit_sets(network const& n, std::vector<report::map_branch const*> const& exits,
            hardware::platform const* on, std::string const& data_type,
            std::optional<double> most_seconds = {}, std::vector<std::int64_t> held = {});

  //! The set of the exits with these numbers, ascending.
  [[nodiscard]] exit_set const& of(std::vector<std::size_t> const& used);

  //! Why mappings are impossible, of the sets that were asked for.
  [[nodiscard]] std::vector<refusal> const& rejected() const { return rejected_; }

  //! The exits of a solution, what it takes of memory and storage, and in which data type; with a platform, its best mapping
  //! under the validation's shares. False when it cannot be mapped.
  [[nodiscard]] bool describe(std::vector<std::size_t> const& used, result::record& s,
                              result::preference prefer);

  //! What a search may use: all sets without a platform, else those that can be mapped.
  [[nodiscard]] search::exit_filter filter();

 private:
  exit_set prepare(std::vector<std::size_t> const& used);

  network const& n_;
  std::vector<report::map_branch const*> const& exits_;
  hardware::platform const* on_;
  hardware::storage_type type_;
  std::optional<double> most_seconds_;
  std::vector<std::int64_t> held_;
  std::map<std::vector<std::size_t>, exit_set> made_;
  std::vector<refusal> rejected_;
};

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/confidence/exit_set.ipp>
#endif
