#pragma once
//! @file
//! Tensors of ONNX files: element types, typed and raw storage, data in files beside the model.

#include <peax/core/error.hpp>
#include <peax/graph/infer.hpp>
#include <peax/onnx/external_data.hpp>
#include <peax/tensor/tensor.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx {

//! The name of an element type in ONNX's words.
[[nodiscard]] inline std::string element_type_name(std::int32_t code) {
  return ::onnx::TensorProto_DataType_IsValid(code)
             ? ::onnx::TensorProto_DataType_Name(static_cast<::onnx::TensorProto_DataType>(code))
             : "type " + std::to_string(code);
}

//! The element type of an ONNX code, float32 for bfloat16; bad_input for those that peax does not hold.
[[nodiscard]] inline data_type element_type(std::int32_t code) {
  using proto = ::onnx::TensorProto;
  switch (code) {
  case proto::FLOAT:
  case proto::BFLOAT16: return data_type::float32;
  case proto::DOUBLE: return data_type::float64;
  case proto::FLOAT16: return data_type::float16;
  case proto::INT8: return data_type::int8;
  case proto::INT16: return data_type::int16;
  case proto::INT32: return data_type::int32;
  case proto::INT64: return data_type::int64;
  case proto::UINT8: return data_type::uint8;
  case proto::UINT16: return data_type::uint16;
  case proto::UINT32: return data_type::uint32;
  case proto::UINT64: return data_type::uint64;
  case proto::BOOL: return data_type::boolean;
  default:
    throw bad_input(fmt::format("element type {} is not supported; convert the model to float32",
                                element_type_name(code)));
  }
}

[[nodiscard]] inline ::onnx::TensorProto_DataType element_code(data_type type) {
  using proto = ::onnx::TensorProto;
  switch (type) {
  case data_type::float32: return proto::FLOAT;
  case data_type::float64: return proto::DOUBLE;
  case data_type::float16: return proto::FLOAT16;
  case data_type::int8: return proto::INT8;
  case data_type::int16: return proto::INT16;
  case data_type::int32: return proto::INT32;
  case data_type::int64: return proto::INT64;
  case data_type::uint8: return proto::UINT8;
  case data_type::uint16: return proto::UINT16;
  case data_type::uint32: return proto::UINT32;
  case data_type::uint64: return proto::UINT64;
  case data_type::boolean: return proto::BOOL;
  }
  return proto::UNDEFINED;
}

namespace detail {
//! IEEE 754 binary16 to binary32, exact.
inline float from_half(std::uint16_t h) {
  std::uint32_t const sign = std::uint32_t{h & 0x8000u} << 16, exponent = (h >> 10) & 31u,
                      fraction = h & 1023u;
  if (exponent == 0) { // zero and subnormal numbers
    float const magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  std::uint32_t const wide = exponent == 31 ? 255u : exponent + 112u;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

inline std::vector<float> floats_of_raw(std::int32_t code, std::vector<std::byte> const& raw) {
  std::size_t const width = code == ::onnx::TensorProto::DOUBLE ? 8 : 2;
  std::vector<float> out(raw.size() / width);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (width == 8) {
      double v = 0;
      std::memcpy(&v, raw.data() + 8 * i, 8);
      out[i] = static_cast<float>(v);
    } else {
      std::uint16_t v = 0;
      std::memcpy(&v, raw.data() + 2 * i, 2);
      out[i] =
          code == ::onnx::TensorProto::FLOAT16 ? from_half(v) : std::bit_cast<float>(std::uint32_t{v} << 16);
    }
  }
  return out;
}

template <class T, class Field> std::vector<std::byte> packed(Field const& field) {
  std::vector<std::byte> out(static_cast<std::size_t>(field.size()) * sizeof(T));
  std::size_t at = 0;
  for (auto v : field) {
    T const narrow = static_cast<T>(v);
    std::memcpy(out.data() + at, &narrow, sizeof narrow);
    at += sizeof narrow;
  }
  return out;
}

//! The elements of the typed fields as raw bytes.
inline std::vector<std::byte> typed_bytes(::onnx::TensorProto const& t) {
  using proto = ::onnx::TensorProto;
  switch (t.data_type()) {
  case proto::FLOAT: return packed<float>(t.float_data());
  case proto::DOUBLE: return packed<double>(t.double_data());
  case proto::INT64: return packed<std::int64_t>(t.int64_data());
  case proto::INT32: return packed<std::int32_t>(t.int32_data());
  case proto::UINT64: return packed<std::uint64_t>(t.uint64_data());
  case proto::UINT32: return packed<std::uint32_t>(t.uint64_data());
  case proto::INT8:
  case proto::UINT8:
  case proto::BOOL: return packed<std::uint8_t>(t.int32_data());
  default: return packed<std::uint16_t>(t.int32_data());
  }
}
} // namespace detail

//! The tensor of a message. float64, float16 and bfloat16 elements become float32. `folder`: where its external data lie.
[[nodiscard]] inline tensor read_tensor(::onnx::TensorProto const& t, std::filesystem::path const& folder) {
  static_assert(std::endian::native == std::endian::little,
                "peax reads and writes ONNX on little-endian machines");
  using proto = ::onnx::TensorProto;
  try {
    bool const is_brain_float = t.data_type() == proto::BFLOAT16;
    data_type const stored = is_brain_float ? data_type::float16 : element_type(t.data_type());
    shape const dims(std::vector<std::int64_t>(t.dims().begin(), t.dims().end()));
    if (dims.is_batched()) throw bad_input("its dimensions are negative");
    if (auto const why = misfit_of(dims); !why.empty()) throw bad_input(why);
    if (t.has_segment()) throw bad_input("segmented tensors are not supported");
    std::size_t const wanted = static_cast<std::size_t>(dims.elements()) * (bits_of(stored) / 8);
    std::vector<std::byte> raw;
    if (t.data_location() == proto::EXTERNAL) {
      std::vector<std::pair<std::string, std::string>> entries;
      for (auto const& e : t.external_data()) entries.emplace_back(e.key(), e.value());
      raw = read_external_data(folder, entries, wanted);
    } else if (t.has_raw_data()) {
      auto const* from = reinterpret_cast<std::byte const*>(t.raw_data().data());
      raw.assign(from, from + t.raw_data().size());
    } else {
      raw = detail::typed_bytes(t);
    }
    if (raw.size() != wanted)
      throw bad_input(fmt::format("shape {} of {} needs {} bytes, there are {}", dims.text(),
                                  element_type_name(t.data_type()), wanted, raw.size()));
    if (stored == data_type::float64 || stored == data_type::float16)
      return tensor(dims, detail::floats_of_raw(t.data_type(), raw));
    if (stored == data_type::boolean)
      for (auto& b : raw) b = b == std::byte{0} ? std::byte{0} : std::byte{1};
    return tensor::from_bytes(stored, dims, std::move(raw));
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("tensor '{}': {}", t.name(), e.what()));
  }
}

inline void write_tensor(::onnx::TensorProto& to, std::string const& name, tensor const& from) {
  to.set_name(name);
  to.set_data_type(element_code(from.type()));
  for (auto e : from.dims()) to.add_dims(e);
  auto const raw = from.raw();
  to.set_raw_data(raw.empty() ? "" : reinterpret_cast<char const*>(raw.data()), raw.size());
}

} // namespace peax::onnx
