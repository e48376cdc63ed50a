#pragma once
//! @file
//! Every place where a network could answer early, with a trained branch, its cost, and its answers on the validation samples.

#include <peax/analysis/obtain.hpp>
#include <peax/analysis/report.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/core/progress.hpp>
#include <peax/core/split.hpp>
#include <peax/document/fwd.hpp>
#include <peax/graph/network.hpp>
#include <peax/report/architecture.hpp>
#include <peax/report/dataset.hpp>
#include <peax/report/early_exits/branch_kind.hpp>
#include <peax/report/early_exits/candidate.hpp>
#include <peax/score/score.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace peax::report {

//! The tried exits of a network. The backbone is frozen: its feature maps are computed once, all branches are trained on them.
struct early_exits {
  static constexpr std::string_view title = "Early exits";

  using candidate = exit_candidate;

  answer_form form = answer_form::softmax;
  std::int64_t network_macs = 0;
  std::vector<exit_candidate> tried; //!< in running order; kinds of one place beside one another
  std::vector<std::size_t> chosen;   //!< the better kind of each place, in running order
  tensor final_outputs;              //!< [N, answers] of the network itself
  double final_score = 0;
  std::vector<refusal> refusals; //!< places that have no exit, and why

  //! How branches are made and judged.
  struct settings {
    std::vector<branch_kind> kinds{branch_kind::pool, branch_kind::grid, branch_kind::conv};
    int epochs = 20;
    double rate = 5e-3; //!< of Adam, falling to 0 by a cosine
    std::size_t batch = 256;
    double class_weight_power = 0; //!< weight of a class: (largest count / count) ^ power; 0: all alike
    double distillation = 0;       //!< share of the loss that follows the network's own answers
    scoring::score score{};        //!< by which the kind is chosen
    //! MACs of a branch (as a share of the network's) that one unit of score is worth when a kind is chosen.
    double score_per_macs_share = 1;
    //! A convolutional branch is tried where pooled ones stay behind the network by more than this score; with
    //! less to win its longer training is not worth it. A choice, no theory.
    double convolution_gap = 0.02;
    std::uint64_t seed = 0;
  };

  //! Trains with settings: `early_exits::of{{.epochs = 10}}`.
  struct of {
    settings with;
    early_exits make(network const& n, architecture const& a, dataset<train> const& learn,
                     dataset<validation> const& judge, progress const& to) const;
  };

  //! Trains with the defaults.
  struct default_reporter {
    early_exits make(network const& n, architecture const& a, dataset<train> const& learn,
                     dataset<validation> const& judge, progress const& to) const {
      return of{}.make(n, a, learn, judge, to);
    }
  };

  void save(std::ostream& to) const;
  static early_exits load(std::istream& from);
};

//! The section of the summary.
[[nodiscard]] PEAX_INLINE document::section describe(early_exits const& e);

} // namespace peax::report

namespace peax::detail {
PEAX_COMPILED_ONCE(document::section told_by<report::early_exits, document::section>(void const*));
} // namespace peax::detail

#ifndef PEAX_COMPILED
#include <peax/report/early_exits.ipp>
#include <peax/report/early_exits/early_exits_training.ipp>
#endif
