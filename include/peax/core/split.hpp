#pragma once
//! @file
//! The splits of the data as tag types. What chooses a threshold, an exit or an epoch cannot name `test` in its signature.

#include <string_view>

namespace peax {

//! What weights are learned from.
struct train {
  static constexpr std::string_view name = "train";
};

//! What choices are made on: thresholds, exits, epochs.
struct validation {
  static constexpr std::string_view name = "validation";
};

//! What the finished result is measured on, once.
struct test {
  static constexpr std::string_view name = "test";
};

//! Recordings in time order on which temporal rules are chosen.
struct calibration {
  static constexpr std::string_view name = "calibration";
};

template <class T> inline constexpr bool is_split = false;
template <> inline constexpr bool is_split<train> = true;
template <> inline constexpr bool is_split<validation> = true;
template <> inline constexpr bool is_split<test> = true;
template <> inline constexpr bool is_split<calibration> = true;

//! One of the four splits.
template <class T>
concept Split = is_split<T>;

} // namespace peax
