#pragma once
//! @file
//! What the tests of data share: golden files, files made on the spot, and the text of an error.

#include <peax/core/error.hpp>
#include <peax/data/file_bytes.hpp>

#include <doctest/doctest.h>
#include <support/temporary_folder.hpp>

#include <cstddef>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace peax::testing {

//! A file below tests/golden/data, made by the scripts there.
inline std::string golden(std::string const& name) {
  return (std::filesystem::path(PEAX_GOLDEN_DATA) / name).string();
}

//! The figures of tests/golden/data/metrics.txt by name.
inline std::map<std::string, double> golden_figures() {
  std::ifstream file(golden("metrics.txt"));
  std::map<std::string, double> figures;
  std::string name;
  double value = 0;
  while (file >> name >> value) figures[name] = value;
  return figures;
}

//! The text of the error of type E that `f` must throw.
template <class E, class F> std::string message_of(F const& f) {
  try {
    f();
  } catch (E const& e) {
    return e.what();
  } catch (std::exception const& e) {
    FAIL("another error was thrown: ", std::string(e.what()));
  }
  FAIL("nothing was thrown");
  return {};
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

//! Writes a file of that content into the folder and gives its path.
inline std::string put(temporary_folder const& folder, std::string const& name, std::string_view content) {
  auto const path = (folder / name).string();
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

//! A copy whose end is the end of its memory, so that a sanitizer sees every read beyond it.
inline data::shared_bytes bytes_of(std::string_view content) {
  auto const bytes = std::as_bytes(std::span(content.data(), content.size()));
  return data::shared_bytes::from({bytes.begin(), bytes.end()});
}

inline std::string content_of(std::string const& path) {
  auto const bytes = data::file_bytes(path);
  return std::string(reinterpret_cast<char const*>(bytes.first.get()), bytes.size);
}

inline std::size_t files_in(temporary_folder const& folder) {
  auto const all = std::filesystem::directory_iterator(folder.path());
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace peax::testing
