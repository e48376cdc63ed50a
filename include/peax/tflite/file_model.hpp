#pragma once
//! @file
//! A .tflite file as lists of tensors and operators: what is in it, checked, before anything is made of it.

#include <peax/graph/quantization.hpp>
#include <peax/tensor/shape.hpp>
#include <peax/tflite/flat_table.hpp>
#include <peax/tflite/operator_code.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace peax::tflite::detail {

//! A tensor of the main graph. Its content lies in the file.
struct file_tensor {
  std::string name;
  std::int8_t type = 0;   //!< as in the file; `element` where peax knows it
  bool has_shape = false; //!< files may leave it out
  shape dims;             //!< with 1 for the batch
  std::vector<std::int32_t>
      signature;            //!< the extents with -1 where the file leaves them free; may be missing
  std::string_view content; //!< of a constant; empty for others
  bool is_constant = false;
  bool is_variable = false;
  std::optional<peax::quantization> codes; //!< how its integers are meant

  [[nodiscard]] element kind() const { return static_cast<element>(type); }
  //! Whether any extent may be given along an axis.
  [[nodiscard]] bool is_free(std::size_t axis) const {
    return axis < signature.size() && signature[axis] == -1;
  }
  //! Whether it holds numbers that peax computes with.
  [[nodiscard]] bool is_real() const {
    return kind() == element::float32 || kind() == element::float16 || codes.has_value();
  }
  //! "float64", or "int8 without a scale": why it holds no real numbers.
  [[nodiscard]] std::string type_in_words() const {
    bool const lacks_scale = kind() == element::int8 || kind() == element::uint8 || kind() == element::int16;
    return name_of_element(type) + (lacks_scale && !codes ? " without a scale" : "");
  }
};

//! An operator of the main graph. Absent optional inputs are -1.
struct file_operator {
  std::int32_t number = 0; //!< as in the schema; `code` where peax knows it
  std::string custom;      //!< the name of a custom operator
  std::size_t place = 0;   //!< in the order of the file
  std::vector<std::int32_t> inputs, outputs;
  flat_table options;

  [[nodiscard]] code kind() const { return static_cast<code>(number); }
  [[nodiscard]] std::string type_name() const {
    return custom.empty() ? name_of_operator(number) : "custom operator " + custom;
  }
};

struct file_model {
  std::vector<file_tensor> tensors;
  std::vector<file_operator> operators;
  std::vector<std::int32_t> inputs, outputs;
  std::size_t size = 0; //!< bytes of the file

  [[nodiscard]] file_tensor const& operator[](std::int32_t index) const {
    return tensors[static_cast<std::size_t>(index)];
  }
  //! "CONV_2D 3 that makes 'x'": how errors name an operator, which has no name of its own.
  [[nodiscard]] std::string describe(file_operator const& n) const {
    return n.type_name() + " " + std::to_string(n.place) +
           (n.outputs.empty() ? std::string() : " that makes '" + (*this)[n.outputs[0]].name + "'");
  }
};

//! Bytes of one element; 0 for types whose size is not fixed or that peax does not know.
[[nodiscard]] constexpr std::size_t bytes_of(element type) {
  switch (type) {
  case element::float64:
  case element::int64: return 8;
  case element::float32:
  case element::int32: return 4;
  case element::float16:
  case element::int16: return 2;
  case element::uint8:
  case element::int8:
  case element::boolean: return 1;
  }
  return 0;
}

//! The type of the codes of a quantized tensor; nothing for types that are not quantized.
[[nodiscard]] constexpr std::optional<data_type> code_type(element type) {
  switch (type) {
  case element::int8: return data_type::int8;
  case element::uint8: return data_type::uint8;
  case element::int16: return data_type::int16;
  case element::int32: return data_type::int32;
  case element::int64: return data_type::int64;
  default: return std::nullopt;
  }
}

} // namespace peax::tflite::detail
