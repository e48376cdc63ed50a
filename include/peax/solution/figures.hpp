#pragma once
//! @file
//! What a solution gives: score, cost, memory, latency and energy of one sample's inference.

#include <peax/meta/record.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace peax::result {

//! How soon a stream's changes are seen.
struct stream_figures {
  BOOST_HANA_DEFINE_STRUCT(
      stream_figures, (double, change_delay), //!< mean number of samples until a true change of label is seen
      (double, changes_missed));              //!< share of the true changes that are not seen before the next
};

using two_numbers = std::pair<double, double>;

//! Figures of one sample's inference, as in the command's contract: these names are the keys of its files. Fractions 0..1; absent
//! where the data or the platform was not given. Mean figures and shares are of the test set; `validation_...` are what the choice saw.
struct figures {
  BOOST_HANA_DEFINE_STRUCT(
      figures, (std::optional<double>, validation_accuracy), (std::optional<double>, test_accuracy),
      (std::optional<two_numbers>, test_accuracy_interval), //!< 95 %
      (std::optional<double>, validation_score), (std::optional<double>, test_score),
      (std::optional<double>, mean_macs),
      (std::optional<double>, relative_macs), //!< relative to the original model
      (std::optional<double>, validation_relative_macs),
      (std::vector<double>, exit_shares), //!< of the samples, by exit; the last answers the rest
      (std::vector<double>, validation_exit_shares),
      (std::optional<std::int64_t>,
       peak_memory_bytes), //!< in the data type of deployment, float32 unless told
      (std::optional<std::int64_t>, storage_bytes), (std::optional<double>, mean_latency_s),
      (std::optional<double>, worst_latency_s), (std::optional<double>, mean_energy_j),
      (std::optional<stream_figures>, stream)); //!< of temporal rules
};

} // namespace peax::result
