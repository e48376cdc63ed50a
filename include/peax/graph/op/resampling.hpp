#pragma once
//! @file
//! Other resolutions: Resize, and blocks of positions against channels. What each member means: op_kind.hpp.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! The words of ONNX that Resize knows, by the numbers that its attributes hold.
namespace resizing {
inline constexpr std::array<std::string_view, 3> modes{"nearest", "linear", "cubic"};
inline constexpr std::array<std::string_view, 6> coordinates{"half_pixel",           "pytorch_half_pixel",
                                                             "align_corners",        "asymmetric",
                                                             "tf_half_pixel_for_nn", "half_pixel_symmetric"};
inline constexpr std::array<std::string_view, 4> roundings{"round_prefer_floor", "round_prefer_ceil", "floor",
                                                           "ceil"};
enum mode : std::int64_t { nearest, linear, cubic };
enum coordinate : std::int64_t {
  half_pixel,
  pytorch_half_pixel,
  align_corners,
  asymmetric,
  tf_half_pixel_for_nn,
  half_pixel_symmetric
};
enum rounding : std::int64_t { round_prefer_floor, round_prefer_ceil, floor, ceil };

//! An element of an output along one axis: the elements of the input that it is made of, with their weights.
struct tap {
  std::int64_t from = 0;
  float weight = 0;
};
} // namespace resizing

//! x [N,C,...] with other extents behind the channels. `sizes` are these extents; `scales`, where they are given, are what coordinates
//! are computed with in place of the ratio of the extents. Samples and channels keep theirs.
struct resize {
  static constexpr std::string_view name = "Resize";
  static constexpr op_traits traits{.merges = false, .since = 7}; // as Upsample before opset 10
  std::int64_t mode = resizing::nearest, coordinates = resizing::half_pixel,
               rounding = resizing::round_prefer_floor;
  float cubic_coefficient = -0.75f;
  bool exclude_outside = false;
  ints sizes;
  floats scales;
  static constexpr auto attributes() {
    return std::tuple{attribute{"mode", &resize::mode},
                      attribute{"coordinates", &resize::coordinates},
                      attribute{"rounding", &resize::rounding},
                      attribute{"cubic_coefficient", &resize::cubic_coefficient},
                      attribute{"exclude_outside", &resize::exclude_outside},
                      attribute{"sizes", &resize::sizes},
                      attribute{"scales", &resize::scales}};
  }
  bool operator==(resize const&) const = default;

  //! Taps of each position of spatial axis i (0: behind the channels) whose extent is `in`.
  [[nodiscard]] std::vector<std::vector<resizing::tap>> taps(std::size_t i, std::int64_t in) const;
  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! [N, C, H, W] to [N, C / b^2, H b, W b]: depth, column, row (DCR), or the other order of channels (CRD).
struct depth_to_space {
  static constexpr std::string_view name = "DepthToSpace";
  static constexpr op_traits traits{.layer = layer_class::reshape, .merges = false, .selects = true};
  std::int64_t block = 1;
  bool column_first = false; //!< CRD
  static constexpr auto attributes() {
    return std::tuple{attribute{"blocksize", &depth_to_space::block},
                      attribute{"column_first", &depth_to_space::column_first}};
  }
  bool operator==(depth_to_space const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! [N, C, H, W] to [N, b^2 C, H / b, W / b].
struct space_to_depth {
  static constexpr std::string_view name = "SpaceToDepth";
  static constexpr op_traits traits{.layer = layer_class::reshape, .merges = false, .selects = true};
  std::int64_t block = 1;
  static constexpr auto attributes() { return std::tuple{attribute{"blocksize", &space_to_depth::block}}; }
  bool operator==(space_to_depth const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/resampling.ipp>
#endif
