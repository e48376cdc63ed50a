#pragma once
//! @file
//! Versions of the ONNX operator set: which are read, and when operators took their present form. Free of protobuf.

#include <algorithm>
#include <cstdint>

namespace peax::onnx {

//! The versions whose operators are those of peax, up to attributes that became inputs. Up to 25, what they gained beyond
//! opset 21 are element types only. Older files are read where their operators can be said in opset 7, and saved as that.
inline constexpr std::int64_t oldest_opset = 7;
inline constexpr std::int64_t newest_opset = 25;

//! The first version in which an operator takes as inputs what it took as attributes, or means what it means today.
namespace since {
inline constexpr std::int64_t batch_normalization_always_spatial = 9, slice_inputs = 10, pool_ceil_mode = 10,
                              top_k_input = 10, clip_inputs = 11, pad_inputs = 11, gemm_without_c = 11,
                              top_k_smallest = 11, dropout_inputs = 12, select_last_index = 12,
                              axes_inputs = 13, softmax_along_axis = 13, shape_range = 15,
                              reduce_axes_inputs = 18, upsample_inputs = 9, resize = 10, resize_modes = 11,
                              depth_to_space_mode = 11, optional_roi = 13, lp_pool_ceil_mode = 18,
                              resize_symmetric = 19;
} // namespace since

//! The IR version that a file of an opset carries; at least 7, so that initializers need not be listed as inputs.
[[nodiscard]] constexpr std::int64_t ir_version_for(std::int64_t opset) {
  if (opset < 15) return 7;
  if (opset < 19) return 8;
  if (opset < 21) return 9;
  return opset < 23 ? 10 : opset < 24 ? 11 : 12;
}

} // namespace peax::onnx
