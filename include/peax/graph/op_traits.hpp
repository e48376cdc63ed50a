#pragma once
//! @file
//! Facts about an operator kind that others ask for, said once by the kind.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace peax {

//! What an operator is for block detection, exits and drawings.
enum class layer_class : std::uint8_t {
  convolution,
  depthwise,
  dense,
  recurrent,
  pooling,
  global_pooling,
  normalization,
  activation,
  merging,
  reshape,
  other
};

[[nodiscard]] inline std::string_view name_of(layer_class c) {
  constexpr std::string_view names[] = {"convolution", "depthwise",      "dense",         "recurrent",
                                        "pooling",     "global_pooling", "normalization", "activation",
                                        "merging",     "reshape",        "other"};
  return names[static_cast<std::size_t>(c)];
}

//! Of an operator that reads any number of inputs.
inline constexpr std::size_t any_number = SIZE_MAX;

//! The member `traits` of an operator; what it does not say is as here.
struct op_traits {
  layer_class layer = layer_class::other;
  bool merges = true;            //!< with several feature maps as inputs its class is `merging`
  bool element_wise = false;     //!< an element of the output depends on the same element of the one input
  bool broadcasts = false;       //!< element-wise on several inputs, with numpy's broadcasting
  bool view = false;             //!< renames the shape; the elements stay as they lie
  bool in_place = false;         //!< may write its output over its first input
  bool selects = false;          //!< every element of the output is one of the first input
  bool any_order = false;        //!< its step in the engine reads inputs in whatever order they lie
  bool ignores_elements = false; //!< its output depends on shapes or constants only
  bool any_type = false;         //!< works on elements of any type, not on float32 alone
  std::size_t most_inputs = 1;   //!< that ONNX knows; `any_number`: no limit
  std::size_t trained_inputs =
      any_number; //!< constants among so many first inputs are weights; those behind never train
  bool training_outputs = false; //!< outputs behind the first are for training (masks, statistics, indices)
  std::int64_t since = 1;        //!< the first opset of ONNX that has it
};

} // namespace peax
