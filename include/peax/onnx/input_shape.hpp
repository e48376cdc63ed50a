#pragma once
//! @file
//! Shapes of a file's inputs: which dimension is the batch, and what binds the free ones.

#include <peax/core/error.hpp>
#include <peax/onnx/float_types.hpp>
#include <peax/onnx/load_options.hpp>
#include <peax/onnx/tensor_codec.hpp>

#include <fmt/core.h>
#include <onnx/onnx_pb.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace peax::onnx {

//! An input as the file declares it. Extents that the file leaves free are `free_extent`.
struct declared_input {
  static constexpr std::int64_t free_extent = -1;
  std::string name;
  data_type type = data_type::float32;
  std::vector<std::int64_t> extents;
  bool has_free_front = false; //!< the leading dimension is free: the batch
  bool has_front_of_one = false;
  std::string front_name; //!< of a free leading dimension; empty when it has none
};

namespace detail {
inline std::string text_of(::onnx::TensorShapeProto const& dims) {
  std::string out = "[";
  for (auto const& d : dims.dim()) {
    if (out.size() > 1) out += ',';
    out += d.has_dim_value() && d.dim_value() > 0 ? std::to_string(d.dim_value())
           : d.dim_param().empty()                ? std::string("?")
                                                  : d.dim_param();
  }
  return out + "]";
}
} // namespace detail

//! The declared shape with the free extents behind the batch bound by `given`. Throws bad_input when one stays free.
[[nodiscard]] inline declared_input declared(::onnx::ValueInfoProto const& v, shape const* given) {
  std::string const who = "input '" + v.name() + "'";
  if (!v.type().has_tensor_type())
    throw bad_input(
        who + " is a sequence, map, optional or sparse tensor, which is not supported; peax takes tensors");
  auto const& t = v.type().tensor_type();
  declared_input out;
  out.name = v.name();
  try {
    out.type = detail::computed_as(element_type(t.elem_type()));
  } catch (bad_input const& e) {
    throw bad_input(fmt::format("{}: {}", who, e.what()));
  }
  if (!t.has_shape() && given == nullptr)
    throw bad_input(who + " has no shape; give one with --input-shape, the batch in front");
  if (!t.has_shape()) {
    out.extents.assign(given->begin(), given->end());
    out.has_free_front = !out.extents.empty();
    return out;
  }
  std::string const text = detail::text_of(t.shape());
  auto const rank = static_cast<std::size_t>(t.shape().dim_size());
  if (given != nullptr && given->rank() != rank)
    throw bad_input(fmt::format("{} {} has {} dimensions, the given shape {} has {}", who, text, rank,
                                given->text(), given->rank()));
  for (std::size_t i = 0; i < rank; ++i) {
    auto const& d = t.shape().dim(static_cast<int>(i));
    std::int64_t extent = d.has_dim_value() ? d.dim_value() : declared_input::free_extent;
    if (extent < -1) throw bad_input(fmt::format("{} {}: dimension {} is negative", who, text, i));
    if (extent <= 0) { // 0 and -1 are how some exporters write a free dimension
      if (i == 0)
        out.has_free_front = true, out.front_name = d.dim_param();
      else if (given == nullptr)
        throw bad_input(fmt::format(
            "{} {}: dimension {} is free and nothing binds it; give --input-shape, the batch in front "
            "(--input-shape {}=... for each of several inputs)",
            who, text, i, v.name()));
      extent = given == nullptr ? declared_input::free_extent : (*given)[i];
    } else if (given != nullptr && (*given)[i] != extent && i > 0) {
      throw bad_input(fmt::format("{} {} cannot have the shape {}: dimension {} is fixed to {}", who, text,
                                  given->text(), i, extent));
    }
    if (i == 0)
      out.has_front_of_one = extent == 1 && !out.has_free_front;
    else if (extent < 1)
      throw bad_input(fmt::format("{} {}: extent {} is impossible", who, text, extent));
    out.extents.push_back(extent);
  }
  return out;
}

} // namespace peax::onnx
