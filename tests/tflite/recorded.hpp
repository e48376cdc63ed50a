#pragma once
//! @file
//! Recorded outputs of the TensorFlow Lite runtime, beside what peax computes of the same inputs.

#include <peax/data/file_bytes.hpp>
#include <peax/data/npz.hpp>
#include <peax/data/read_array.hpp>
#include <peax/engine/run.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/tflite/load.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace peax::testing {

//! An array of an archive as real numbers: codes of `value` by its scale, others as they are.
inline std::vector<float> real_array(std::string const& archive, std::string const& key, graph const& g,
                                     value_id value) {
  auto const file = data::read_array(archive + ":" + key);
  auto out = file.numbers<float>();
  auto const q = quantization_of(g, g[value].name);
  if (q && file.type == q->type)
    for (auto& v : out)
      v = static_cast<float>(static_cast<double>(q->scales[0]) *
                             (static_cast<double>(v) - static_cast<double>(q->zero_points[0])));
  return out;
}

inline std::string numbered(std::string const& name, std::size_t i) {
  return i == 0 ? name : name + std::to_string(i);
}

//! The outputs for the recorded inputs.
inline std::vector<tensor> computed(network const& n, std::string const& archive) {
  std::vector<std::vector<float>> inputs;
  for (std::size_t i = 0; i < n->inputs().size(); ++i)
    inputs.push_back(real_array(archive, numbered("input", i), *n, n->inputs()[i]));
  std::vector<std::span<float const>> const spans(inputs.begin(), inputs.end());
  return engine::runner(n, {.threads = 1}, 16)(spans);
}

//! Rows of `wanted`, as wide as `width`, whose largest element is the largest of `got` as well; what is equal to it counts.
inline std::size_t same_top(std::span<float const> got, std::vector<std::vector<float>> const& recorded,
                            std::size_t width) {
  std::size_t same = 0;
  for (std::size_t row = 0; row < got.size() / width; ++row) {
    auto const mine = got.subspan(row * width, width);
    auto const top = static_cast<std::size_t>(std::max_element(mine.begin(), mine.end()) - mine.begin());
    same += std::any_of(recorded.begin(), recorded.end(), [&](auto const& all) {
      auto const theirs = std::span<float const>(all).subspan(row * width, width);
      return theirs[top] == *std::max_element(theirs.begin(), theirs.end());
    });
  }
  return same;
}

inline double correlation(std::span<float const> a, std::span<float const> b) {
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0;
  auto const n = static_cast<double>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    double const x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    sum_a += x, sum_b += y, aa += x * x, bb += y * y, ab += x * y;
  }
  return (ab - sum_a * sum_b / n) / std::sqrt((aa - sum_a * sum_a / n) * (bb - sum_b * sum_b / n));
}

//! The largest |a - b| / max(1, |b|).
inline double farthest(std::span<float const> a, std::span<float const> b) {
  double far = a.size() == b.size() ? 0 : 1e30;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    double const x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    far = std::max(far, std::abs(x - y) / std::max(1.0, std::abs(y)));
  }
  return far;
}

} // namespace peax::testing
