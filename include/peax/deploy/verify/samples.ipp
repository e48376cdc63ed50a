#pragma once
//! @file
//! The bodies of samples.hpp.

#include <peax/core/error.hpp>
#include <peax/core/random.hpp>
#include <peax/deploy/c/golden.hpp>
#include <peax/deploy/verify/samples.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op/fake_quantize.hpp>
#include <peax/graph/quantization.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {
//! Samples [first, first + count) of [N, ...].
inline tensor rows(tensor const& of, std::size_t first, std::size_t count) {
  std::size_t const each = of.size() / static_cast<std::size_t>(of.dims()[0]);
  auto const part = of.floats().subspan(first * each, count * each);
  shape dims = of.dims();
  dims[0] = static_cast<std::int64_t>(count);
  return {std::move(dims), std::vector<float>(part.begin(), part.end())};
}

//! Numbers of an input that was an integer in the file, as such integers can say them.
inline tensor of_codes(graph const& g, value_id input, tensor const& x) {
  auto const q = quantization_of(g, g[input].name);
  if (!q || q->scales.size() != 1 || bits_of(q->type) > 16) return x;
  return evaluate(op::fake_quantize{{}, q->type, q->scales[0], q->zero_points[0]}, "input", {x})[0];
}
} // namespace detail

PEAX_INLINE test_samples test_samples::first(std::size_t most) const {
  if (most >= count()) return *this;
  test_samples out;
  for (auto const& t : inputs) out.inputs.push_back(detail::rows(t, 0, most));
  for (auto const n : lengths) {
    if (most == 0) break;
    out.lengths.push_back(std::min(n, most));
    most -= out.lengths.back();
  }
  return out;
}

PEAX_INLINE test_samples test_samples::only(std::size_t sample) const {
  test_samples out;
  for (auto const& t : inputs) out.inputs.push_back(detail::rows(t, sample, 1));
  out.lengths = {1};
  return out;
}

PEAX_INLINE std::vector<float> test_samples::by_sample() const {
  std::vector<float> out;
  std::size_t const n = count();
  for (std::size_t i = 0; i < n; ++i)
    for (auto const& t : inputs) {
      auto const row = t.floats().subspan(i * (t.size() / n), t.size() / n);
      out.insert(out.end(), row.begin(), row.end());
    }
  return out;
}

PEAX_INLINE std::vector<bool> test_samples::begins() const {
  std::vector<bool> out(count(), false);
  std::size_t at = 0;
  for (auto const n : lengths) {
    if (n > 0) out[at] = true;
    at += n;
  }
  return out;
}

PEAX_INLINE test_samples random_test_samples(network const& n, std::size_t count, bool stream,
                                             std::uint64_t seed) {
  auto inputs = c::random_samples(n, count, seed);
  if (stream) {
    random_stream noise(seed + 1);
    for (auto& t : inputs) {
      auto const all = t.floats();
      std::vector<float> values(all.begin(), all.end());
      std::size_t const each = t.size() / count;
      for (std::size_t i = 0; i < values.size(); ++i)
        if ((i / each) % 4 != 0)
          values[i] = values[i - (i / each) % 4 * each] + 1e-3F * static_cast<float>(noise.normal());
      t = tensor(t.dims(), std::move(values));
    }
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i] = detail::of_codes(*n, n->inputs()[i], inputs[i]);
  return {std::move(inputs), {count}};
}

PEAX_INLINE test_samples test_samples_of(network const& n, std::vector<tensor> inputs,
                                         std::vector<std::size_t> lengths) {
  graph const& g = *n;
  if (inputs.size() != g.inputs().size())
    throw bad_input(fmt::format("samples: {} arrays for the {} inputs of {}", inputs.size(),
                                g.inputs().size(), g.name()));
  test_samples out{std::move(inputs), std::move(lengths)};
  if (out.lengths.empty()) out.lengths = {out.count()};
  for (std::size_t i = 0; i < out.inputs.size(); ++i) {
    auto const& v = g[g.inputs()[i]];
    auto const& t = out.inputs[i];
    if (out.count() == 0 || t.dims().rank() == 0 || t.dims()[0] != out.inputs[0].dims()[0] ||
        t.size() != static_cast<std::size_t>(v.dims.elements()) * out.count())
      throw bad_input(
          fmt::format("samples: {} do not fit the input '{}' {}", t.dims().text(), v.name, v.dims.text()));
    auto const all = t.floats();
    auto const bad = std::find_if(all.begin(), all.end(), [](float x) { return !std::isfinite(x); });
    if (bad != all.end())
      throw bad_input(fmt::format("samples: sample {} of input '{}' has a value that is not finite",
                                  static_cast<std::size_t>(bad - all.begin()) / (all.size() / out.count()),
                                  v.name));
  }
  if (std::accumulate(out.lengths.begin(), out.lengths.end(), std::size_t{0}) != out.count())
    throw bad_input(
        fmt::format("samples: the lengths of the recordings do not sum to the {} samples", out.count()));
  return out;
}

} // namespace peax::deploy
