#pragma once
//! @file
//! The bodies of batch_size.hpp.

#include <peax/document/page.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/memory.hpp>
#include <peax/report/batch_size.hpp>
#include <peax/train/bench_step.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::report {

namespace detail {

//! Batches a second of inference, over at least `seconds`.
inline double inference_rate(network const& n, std::size_t batch, double seconds) {
  graph const& g = *n;
  std::vector<float> const samples(static_cast<std::size_t>(g[g.inputs()[0]].dims.elements()) * batch, 0.5f);
  engine::runner run(n, {}, static_cast<engine::index>(batch));
  (void)run(std::span<float const>(samples));
  using clock = std::chrono::steady_clock;
  auto const begin = clock::now();
  std::size_t runs = 0;
  double spent = 0;
  do {
    (void)run(std::span<float const>(samples));
    ++runs;
    spent = std::chrono::duration<double>(clock::now() - begin).count();
  } while (spent < seconds);
  return static_cast<double>(runs) / spent;
}

//! Batches a second of training: the median of as many steps as `seconds` give, at most 1000.
inline double training_rate(network const& n, std::size_t batch, double seconds) {
  auto const first = training::bench_step(n, {.batch = batch, .steps = 1, .warm_up = 1});
  auto const steps = static_cast<std::size_t>(std::clamp(1e3 * seconds / first.median_ms, 1.0, 1000.0));
  return 1e3 / training::bench_step(n, {.batch = batch, .steps = steps, .warm_up = 1}).median_ms;
}

//! The smallest batch within 2 % of the fastest.
inline std::optional<std::size_t> best_of(std::vector<batch_size::measurement> const& tried) {
  double fastest = 0;
  for (auto const& m : tried) fastest = std::max(fastest, m.samples_per_s);
  for (auto const& m : tried)
    if (m.samples_per_s >= 0.98 * fastest) return m.batch;
  return std::nullopt;
}

//! Bytes of all feature maps of a sample and of their gradients, which training keeps at the most.
inline std::int64_t bytes_of_training(graph const& g) {
  std::int64_t elements = 0;
  for (auto const& v : g.values())
    if (!v.is_constant()) elements += v.dims.elements();
  return 2 * elements * static_cast<std::int64_t>(sizeof(float));
}

//! Measures batch sizes in ascending order up to the bound of memory.
template <class Rate>
std::vector<batch_size::measurement> measure_batches(std::string const& what, network const& n,
                                                     batch_size::of const& with, std::int64_t per_sample,
                                                     std::vector<refusal>& refusals, progress const& to,
                                                     Rate const& rate) {
  std::vector<batch_size::measurement> out;
  for (std::size_t b = 1; b <= with.most; b *= 2) {
    if (static_cast<std::int64_t>(b) * per_sample > with.memory_bytes) {
      refusals.push_back({what + " at batch size " + std::to_string(b),
                          "its feature maps take " +
                              std::to_string(static_cast<std::int64_t>(b) * per_sample) +
                              " bytes, allowed are " + std::to_string(with.memory_bytes),
                          n.name()});
      break;
    }
    out.push_back({b, static_cast<double>(b) * rate(n, b, with.seconds)});
    tell(to, "measuring batch sizes of " + what, static_cast<double>(b) / static_cast<double>(with.most));
  }
  return out;
}

//! Training at every size; empty, with the reason, for a network that cannot be trained.
inline std::vector<batch_size::measurement> measure_training(network const& n, batch_size::of const& with,
                                                             std::vector<refusal>& refusals,
                                                             progress const& to) {
  try {
    return measure_batches("training", n, with, bytes_of_training(*n), refusals, to, training_rate);
  } catch (bad_input const& e) {
    refusals.push_back({"training", e.what(), n.name()});
    return {};
  }
}

inline bool takes_batches(graph const& g) {
  return g.inputs().size() == 1 && g[g.inputs()[0]].dims.is_batched();
}

} // namespace detail

PEAX_INLINE document::section describe(batch_size const& b) {
  document::section s{std::string(batch_size::title)};
  auto const show = [&](char const* title, std::vector<batch_size::measurement> const& tried,
                        std::optional<std::size_t> best) {
    if (tried.empty()) return;
    document::scatter chart{title,
                            {"samples in a batch", document::as_integer(), true, {}, {}},
                            {"samples a second", document::as_quantity(), false, 0.0, {}},
                            {},
                            {},
                            {}};
    document::series line{"measured", {}, document::trace::line, false};
    for (auto const& m : tried) {
      line.points.push_back({static_cast<double>(m.batch), m.samples_per_s, {}});
      if (best == m.batch) chart.chosen = line.points.back();
    }
    chart.all.push_back(std::move(line));
    s.show(std::move(chart));
  };
  show("Inference on this machine", b.tried, b.best);
  show("Training on this machine", b.trained, b.best_for_training);
  s.refuse("Batch sizes not tried", b.refusals);
  return s;
}

PEAX_INLINE batch_size batch_size::of::make(network const& n, progress const& to) const {
  batch_size out;
  graph const& g = *n;
  if (!detail::takes_batches(g)) {
    out.refusals.push_back(
        {"batch size", "batches need one input with a batch axis; samples are run one by one", n.name()});
    return out;
  }
  out.tried = detail::measure_batches("inference", n, *this, storage_of(peak_memory(g).elements, 32).value,
                                      out.refusals, to, detail::inference_rate);
  out.best = detail::best_of(out.tried).value_or(1);
  out.trained = detail::measure_training(n, *this, out.refusals, to);
  out.best_for_training = detail::best_of(out.trained);
  return out;
}

PEAX_INLINE std::size_t training_batch(network const& n, std::size_t asked, std::size_t least,
                                       progress const& to) {
  constexpr std::size_t otherwise = 64;
  if (asked > 0) return asked;
  if (!detail::takes_batches(*n)) return otherwise;
  std::vector<refusal> refusals;
  auto trained = detail::measure_training(n, {}, refusals, to);
  std::erase_if(trained, [&](auto const& m) { return m.batch < least; });
  return detail::best_of(trained).value_or(otherwise);
}

} // namespace peax::report
