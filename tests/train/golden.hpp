#pragma once
// Figures of PyTorch, made by tests/golden/train/make_golden.py.

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace peax::testing {

using figures = std::map<std::string, std::vector<double>>;

inline figures golden() {
  auto const file = std::filesystem::path(PEAX_GOLDEN_TRAIN) / "golden.txt";
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  figures all;
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    std::size_t count = 0;
    words >> name >> count;
    auto& values = all[name];
    for (double v; words >> v;) values.push_back(v);
    if (values.size() != count) throw std::runtime_error("golden.txt: " + name + " is cut off");
  }
  return all;
}

template <class T> std::vector<T> as(std::vector<double> const& values) {
  std::vector<T> out;
  for (double v : values) out.push_back(static_cast<T>(v));
  return out;
}

} // namespace peax::testing
