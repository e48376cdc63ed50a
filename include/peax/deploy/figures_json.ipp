#pragma once
//! @file
//! The bodies of figures_json.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/figures_json.hpp>

#include <optional>
#include <utility>
#include <vector>

namespace peax::deploy {

PEAX_INLINE json to_json(result::figures const& f) {
  auto const list = [](std::vector<double> const& values) {
    json out = values.empty() ? json(nullptr) : json::array();
    for (double const v : values) out.push_back(number_or_null(v));
    return out;
  };
  json interval(nullptr);
  if (f.test_accuracy_interval)
    interval = json::array(
        {number_or_null(f.test_accuracy_interval->first), number_or_null(f.test_accuracy_interval->second)});
  json out = json::object();
  out["validation_accuracy"] = number_or_null(f.validation_accuracy);
  out["test_accuracy"] = number_or_null(f.test_accuracy);
  out["test_accuracy_interval"] = std::move(interval);
  out["validation_score"] = number_or_null(f.validation_score);
  out["test_score"] = number_or_null(f.test_score);
  out["mean_macs"] = number_or_null(f.mean_macs);
  out["relative_macs"] = number_or_null(f.relative_macs);
  out["validation_relative_macs"] = number_or_null(f.validation_relative_macs);
  out["exit_shares"] = list(f.exit_shares);
  out["validation_exit_shares"] = list(f.validation_exit_shares);
  out["peak_memory_bytes"] = number_or_null(f.peak_memory_bytes);
  out["storage_bytes"] = number_or_null(f.storage_bytes);
  out["mean_latency_s"] = number_or_null(f.mean_latency_s);
  out["worst_latency_s"] = number_or_null(f.worst_latency_s);
  out["mean_energy_j"] = number_or_null(f.mean_energy_j);
  if (!f.stream) return out;
  out["change_delay"] = number_or_null(f.stream->change_delay);
  out["changes_missed"] = number_or_null(f.stream->changes_missed);
  return out;
}

PEAX_INLINE result::figures figures_in(fields const& from) {
  result::figures f;
  f.validation_accuracy = from.number("validation_accuracy");
  f.test_accuracy = from.number("test_accuracy");
  if (!from.at("test_accuracy_interval").is_null()) {
    auto const interval = from.numbers("test_accuracy_interval");
    if (interval.size() != 2) throw bad_input(from.named("test_accuracy_interval") + " must be two numbers");
    f.test_accuracy_interval = std::pair(interval[0], interval[1]);
  }
  f.validation_score = from.number("validation_score");
  f.test_score = from.number("test_score");
  f.mean_macs = from.number("mean_macs");
  f.relative_macs = from.number("relative_macs");
  f.validation_relative_macs = from.number("validation_relative_macs");
  f.exit_shares = from.numbers("exit_shares");
  f.validation_exit_shares = from.numbers("validation_exit_shares");
  f.peak_memory_bytes = from.count("peak_memory_bytes");
  f.storage_bytes = from.count("storage_bytes");
  f.mean_latency_s = from.number("mean_latency_s");
  f.worst_latency_s = from.number("worst_latency_s");
  f.mean_energy_j = from.number("mean_energy_j");
  auto const delay = from.number("change_delay"), missed = from.number("changes_missed");
  if (delay && missed) f.stream = result::stream_figures{*delay, *missed};
  return f;
}

} // namespace peax::deploy
