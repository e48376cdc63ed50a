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
  double change_delay = 0;   //!< mean number of samples until a true change of label is seen
  double changes_missed = 0; //!< share of the true changes that are not seen before the next
};

//! Figures of one sample's inference, as in the command's contract: these names are the keys of its files. Fractions 0..1; absent where the data or the platform was
//! not given. Mean figures and shares are of the test set; `validation_...` are what the choice saw.
struct figures {
  std::optional<double> validation_accuracy, test_accuracy;
  std::optional<std::pair<double, double>> test_accuracy_interval; //!< 95 %
  std::optional<double> validation_score, test_score;
  std::optional<double> mean_macs, relative_macs,
      validation_relative_macs; //!< relative to the original model
  std::vector<double> exit_shares,
      validation_exit_shares; //!< of the samples, by exit; the last answers the rest
  std::optional<std::int64_t> peak_memory_bytes,
      storage_bytes; //!< in the data type of deployment, float32 unless told
  std::optional<double> mean_latency_s, worst_latency_s, mean_energy_j;
  std::optional<stream_figures> stream; //!< of temporal rules
};

} // namespace peax::result

PEAX_RECORD(peax::result::stream_figures, change_delay, changes_missed);
PEAX_RECORD(peax::result::figures, validation_accuracy, test_accuracy, test_accuracy_interval,
            validation_score, test_score, mean_macs, relative_macs, validation_relative_macs, exit_shares,
            validation_exit_shares, peak_memory_bytes, storage_bytes, mean_latency_s, worst_latency_s,
            mean_energy_j, stream);
