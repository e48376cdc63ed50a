#pragma once
//! @file
//! The numbers of TensorFlow Lite: operators with their names, types of elements, fused activations.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace peax::tflite::detail {

//! The operators that peax reads, by their numbers in the schema.
enum class code : std::int32_t {
  add = 0,
  average_pool = 1,
  concatenation = 2,
  conv = 3,
  depthwise_conv = 4,
  dequantize = 6,
  fully_connected = 9,
  logistic = 14,
  max_pool = 17,
  mul = 18,
  relu = 19,
  relu_n1_to_1 = 20,
  relu6 = 21,
  reshape = 22,
  softmax = 25,
  svdf = 27,
  tanh = 28,
  custom = 32,
  pad = 34,
  transpose = 39,
  mean = 40,
  sub = 41,
  div = 42,
  squeeze = 43,
  strided_slice = 45,
  split = 49,
  log_softmax = 50,
  maximum = 55,
  minimum = 57,
  padv2 = 60,
  expand_dims = 70,
  leaky_relu = 98,
  split_v = 102,
  quantize = 114,
  hard_swish = 117,
  call_once = 129,
  var_handle = 142,
  read_variable = 143,
  assign_variable = 144
};

//! Names by number, for messages.
// clang-format off
inline constexpr std::array operator_names = std::to_array<std::string_view>({
    "ADD", "AVERAGE_POOL_2D", "CONCATENATION", "CONV_2D", "DEPTHWISE_CONV_2D", "DEPTH_TO_SPACE", "DEQUANTIZE",
    "EMBEDDING_LOOKUP", "FLOOR", "FULLY_CONNECTED", "HASHTABLE_LOOKUP", "L2_NORMALIZATION", "L2_POOL_2D",
    "LOCAL_RESPONSE_NORMALIZATION", "LOGISTIC", "LSH_PROJECTION", "LSTM", "MAX_POOL_2D", "MUL", "RELU",
    "RELU_N1_TO_1", "RELU6", "RESHAPE", "RESIZE_BILINEAR", "RNN", "SOFTMAX", "SPACE_TO_DEPTH", "SVDF", "TANH",
    "CONCAT_EMBEDDINGS", "SKIP_GRAM", "CALL", "CUSTOM", "EMBEDDING_LOOKUP_SPARSE", "PAD",
    "UNIDIRECTIONAL_SEQUENCE_RNN", "GATHER", "BATCH_TO_SPACE_ND", "SPACE_TO_BATCH_ND", "TRANSPOSE", "MEAN", "SUB",
    "DIV", "SQUEEZE", "UNIDIRECTIONAL_SEQUENCE_LSTM", "STRIDED_SLICE", "BIDIRECTIONAL_SEQUENCE_RNN", "EXP",
    "TOPK_V2", "SPLIT", "LOG_SOFTMAX", "DELEGATE", "BIDIRECTIONAL_SEQUENCE_LSTM", "CAST", "PRELU", "MAXIMUM",
    "ARG_MAX", "MINIMUM", "LESS", "NEG", "PADV2", "GREATER", "GREATER_EQUAL", "LESS_EQUAL", "SELECT", "SLICE",
    "SIN", "TRANSPOSE_CONV", "SPARSE_TO_DENSE", "TILE", "EXPAND_DIMS", "EQUAL", "NOT_EQUAL", "LOG", "SUM", "SQRT",
    "RSQRT", "SHAPE", "POW", "ARG_MIN", "FAKE_QUANT", "REDUCE_PROD", "REDUCE_MAX", "PACK", "LOGICAL_OR", "ONE_HOT",
    "LOGICAL_AND", "LOGICAL_NOT", "UNPACK", "REDUCE_MIN", "FLOOR_DIV", "REDUCE_ANY", "SQUARE", "ZEROS_LIKE",
    "FILL", "FLOOR_MOD", "RANGE", "RESIZE_NEAREST_NEIGHBOR", "LEAKY_RELU", "SQUARED_DIFFERENCE", "MIRROR_PAD",
    "ABS", "SPLIT_V", "UNIQUE", "CEIL", "REVERSE_V2", "ADD_N", "GATHER_ND", "COS", "WHERE", "RANK", "ELU",
    "REVERSE_SEQUENCE", "MATRIX_DIAG", "QUANTIZE", "MATRIX_SET_DIAG", "ROUND", "HARD_SWISH", "IF", "WHILE",
    "NON_MAX_SUPPRESSION_V4", "NON_MAX_SUPPRESSION_V5", "SCATTER_ND", "SELECT_V2", "DENSIFY", "SEGMENT_SUM",
    "BATCH_MATMUL", "PLACEHOLDER_FOR_GREATER_OP_CODES", "CUMSUM", "CALL_ONCE", "BROADCAST_TO", "RFFT2D", "CONV_3D",
    "IMAG", "REAL", "COMPLEX_ABS", "HASHTABLE", "HASHTABLE_FIND", "HASHTABLE_IMPORT", "HASHTABLE_SIZE",
    "REDUCE_ALL", "CONV_3D_TRANSPOSE", "VAR_HANDLE", "READ_VARIABLE", "ASSIGN_VARIABLE", "BROADCAST_ARGS",
    "RANDOM_STANDARD_NORMAL", "BUCKETIZE", "RANDOM_UNIFORM", "MULTINOMIAL", "GELU", "DYNAMIC_UPDATE_SLICE",
    "RELU_0_TO_1", "UNSORTED_SEGMENT_PROD", "UNSORTED_SEGMENT_MAX", "UNSORTED_SEGMENT_SUM", "ATAN2",
    "UNSORTED_SEGMENT_MIN", "SIGN", "BITCAST", "BITWISE_XOR", "RIGHT_SHIFT",
});
// clang-format on
static_assert(operator_names[static_cast<std::size_t>(code::assign_variable)] == "ASSIGN_VARIABLE");
static_assert(operator_names[static_cast<std::size_t>(code::quantize)] == "QUANTIZE");

[[nodiscard]] inline std::string name_of_operator(std::int32_t number) {
  if (number >= 0 && static_cast<std::size_t>(number) < operator_names.size())
    return std::string(operator_names[static_cast<std::size_t>(number)]);
  return "operator " + std::to_string(number);
}

//! Types of elements, by their numbers in the schema.
enum class element : std::int8_t {
  float32 = 0,
  float16 = 1,
  int32 = 2,
  uint8 = 3,
  int64 = 4,
  boolean = 6,
  int16 = 7,
  int8 = 9,
  float64 = 10
};

inline constexpr std::array element_names = std::to_array<std::string_view>(
    {"float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64", "int8",
     "float64", "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4", "bfloat16"});

[[nodiscard]] inline std::string name_of_element(std::int8_t number) {
  auto const at = static_cast<std::uint8_t>(number); // a negative one lies behind the last name
  if (at < element_names.size()) return std::string(element_names[at]);
  return "type " + std::to_string(number);
}

//! What an operator does to its output before it gives it.
enum class activation : std::int8_t {
  none = 0,
  relu = 1,
  relu_n1_to_1 = 2,
  relu6 = 3,
  tanh = 4,
  sign_bit = 5
};

} // namespace peax::tflite::detail
