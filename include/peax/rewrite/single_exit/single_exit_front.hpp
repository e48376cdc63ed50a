#pragma once
//! @file
//! Networks tried in place of the original, each answering by itself: their figures, which of them keep to
//! the constraints, the Pareto front and the choice.

#include <peax/analysis/solutions.hpp>
#include <peax/core/config.hpp>
#include <peax/core/error.hpp>
#include <peax/data/data_set.hpp>
#include <peax/graph/network.hpp>
#include <peax/hardware/segment.hpp>
#include <peax/rewrite/front/limited_choice.hpp>
#include <peax/solution/constraints.hpp>
#include <peax/solution/solution.hpp>
#include <peax/tensor/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace peax::rewrite {

//! Why a network cannot be judged as a classifier with one answer a sample; nothing when it can.
[[nodiscard]] PEAX_INLINE std::optional<refusal>
why_no_classifier(network const& n, data::data_set const& learn, std::string const& what);

//! What was done to the original to make a network, in words for the reader.
struct what_was_tried {
  std::string name;
  std::string note = {};      //!< besides
  bool trained_whole = false; //!< with the original's answers, not a part on its frozen feature maps
};

//! MACs, as a share of the original's, for which no score is given away. A choice: small enough to tell one cut from the next,
//! large enough that two heads of one cut compete by their score.
inline constexpr double indifferent_macs = 0.005;

//! Networks tried in place of the original. The loss counts from the original, sample by sample.
class single_exit_trials {
 public:
  //! Throws bad_input when the samples do not fit the original, usage_error for a limit that makes no sense.
  single_exit_trials(network const& original, data::data_set const& judge, result::constraints const& keep,
                     std::string const& data_type, std::uint64_t seed);

  //! Judges a network by its outputs [N, answers] on the validation samples. Returns its number.
  std::size_t add(network const& n, tensor const& outputs, what_was_tried what);

  //! The same; runs the network.
  std::size_t add(network const& n, what_was_tried what);

  [[nodiscard]] std::size_t size() const { return tried_.size(); }
  [[nodiscard]] result::figures const& figures_of(std::size_t i) const { return tried_[i].made.measured; }
  [[nodiscard]] network const& network_of(std::size_t i) const { return tried_[i].made.network; }
  //! Score of the original on the validation samples minus that of a network tried.
  [[nodiscard]] double loss_of(std::size_t i) const {
    return original_score_ - *figures_of(i).validation_score;
  }

  //! Whether a network keeps the limit of the loss, alone and in the strength that was asked for.
  [[nodiscard]] bool keeps_loss(std::size_t i) const { return !keep_.loss || !!chosen_among({i}).index; }

  //! The choice so far.
  [[nodiscard]] std::optional<std::size_t> chosen() const {
    return chosen_among(all_that_keep_the_rest()).index;
  }

  //! The front by score, MACs, weights and memory, in order of the MACs, with the choice; what nothing was
  //! chosen for is said behind the given refusals.
  [[nodiscard]] solutions<single_exit> finish(std::vector<refusal> refusals) const;

 private:
  struct trial {
    solution<single_exit> made;
    std::vector<std::int32_t> said;
    what_was_tried what;
  };

  [[nodiscard]] std::vector<std::size_t> all_that_keep_the_rest() const;
  [[nodiscard]] double price(result::figures const& f) const;
  [[nodiscard]] network_choice chosen_among(std::vector<std::size_t> const& which) const;
  [[nodiscard]] network_choice cheapest_within_the_limit(std::vector<std::size_t> const& which) const;
  void prefer_score_of_equals(std::vector<std::size_t> const& which, network_choice& found) const;

  data::data_set judge_;
  result::constraints keep_;
  hardware::storage_type type_;
  std::uint64_t seed_;
  double original_macs_, original_memory_;
  network original_;
  std::vector<std::int32_t> original_answers_;
  double original_score_;
  std::vector<trial> tried_;
};

} // namespace peax::rewrite

#ifndef PEAX_COMPILED
#include <peax/rewrite/single_exit/single_exit_front.ipp>
#endif
