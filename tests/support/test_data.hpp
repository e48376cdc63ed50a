#pragma once
//! @file
//! Real data for tests, found through the environment only.

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace peax::testing {

//! A file or folder below $PEAX_TEST_DATA. Without it the test says that it was skipped, and gets nothing:
//!   auto const models = peax::testing::data("models");
//!   if (!models) return;
inline std::optional<std::filesystem::path> data(std::string const& inside) {
  char const* const root = std::getenv("PEAX_TEST_DATA");
  if (root == nullptr || *root == '\0') {
    MESSAGE("skipped: PEAX_TEST_DATA is not set, wanted ", inside);
    return std::nullopt;
  }
  auto path = std::filesystem::path(root) / inside;
  if (!std::filesystem::exists(path)) {
    MESSAGE("skipped: PEAX_TEST_DATA holds no ", inside);
    return std::nullopt;
  }
  return path;
}

} // namespace peax::testing
