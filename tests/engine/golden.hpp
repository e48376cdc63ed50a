#pragma once
//! @file
//! Reads the golden figures of tests/golden/engine and makes the same weights as their script.

#include <peax/tensor/tensor.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace peax::testing {

//! "key n v1 ... vn" a line.
inline std::map<std::string, std::vector<float>> golden_engine(std::string const& name) {
  std::ifstream file(std::filesystem::path(PEAX_ENGINE_GOLDEN) / (name + ".txt"));
  if (!file) throw std::runtime_error("no golden file " + name);
  std::map<std::string, std::vector<float>> out;
  std::string key;
  for (std::size_t n = 0; file >> key >> n;) {
    auto& values = out[key];
    values.resize(n);
    for (auto& v : values) file >> v;
  }
  return out;
}

//! `filled` of make_golden.py.
inline tensor filled(shape dims, int number, double scale = 0.5, double offset = 0) {
  std::vector<float> v(static_cast<std::size_t>(dims.elements()));
  for (std::size_t i = 0; i < v.size(); ++i) {
    auto const at = static_cast<double>(i);
    v[i] = static_cast<float>(scale * std::sin(1 + number + std::fmod(0.7 * at + 0.013 * at * at, 1000)) +
                              offset);
  }
  return tensor(std::move(dims), std::move(v));
}

//! The largest difference as a share of the largest wanted value, or of `least` when that is larger.
inline double relative_difference(std::span<float const> found, std::span<float const> wanted,
                                  double least = 0) {
  REQUIRE(found.size() == wanted.size());
  double difference = 0, largest = least;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    difference =
        std::max(difference, std::abs(static_cast<double>(found[i]) - static_cast<double>(wanted[i])));
    largest = std::max(largest, std::abs(static_cast<double>(wanted[i])));
  }
  REQUIRE(largest > 0);
  return difference / largest;
}

} // namespace peax::testing
