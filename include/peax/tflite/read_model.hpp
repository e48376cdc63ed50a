#pragma once
//! @file
//! From the tables of the file to its tensors and operators: every index, size and length is checked here.

#include <peax/core/checked.hpp>
#include <peax/core/error.hpp>
#include <peax/graph/axis.hpp>
#include <peax/tflite/file_model.hpp>
#include <peax/tflite/flat_table.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! An index into a list, or an error that names both.
inline std::size_t checked_index(std::int64_t index, std::size_t count, std::string const& of,
                                 char const* what) {
  want(index >= 0 && static_cast<std::uint64_t>(index) < count,
       fmt::format("{} names the {} {}, there are {}", of, what, index, count));
  return static_cast<std::size_t>(index);
}

inline shape read_shape(std::vector<std::int32_t> const& extents, std::string const& of) {
  shape out;
  std::int64_t elements = 1;
  for (auto const e : extents) {
    want(e >= 0, fmt::format("{} has the extent {}", of, e));
    elements = checked_product(elements, e);
    out.push_back(e);
  }
  return out;
}

//! Scales and zero points; nothing where there are none, as in tables that hold a minimum and a maximum only.
inline std::optional<peax::quantization> read_codes(flat_table const& from, file_tensor const& t,
                                                    std::string const& of) {
  auto scales = from.list<float>(2);
  auto const type = code_type(t.kind());
  if (scales.empty() || !type) return std::nullopt;
  want(from.scalar<std::uint8_t>(4, 0) == 0, of + " has a custom quantization, which is not supported");
  auto zeros = from.list<std::int64_t>(3);
  zeros.resize(zeros.empty() ? scales.size() : zeros.size(), 0);
  want(zeros.size() == scales.size(),
       fmt::format("{} has {} scales and {} zero points", of, scales.size(), zeros.size()));
  std::int64_t axis = from.scalar<std::int32_t>(6, 0);
  if (t.dims.rank() == 1) axis = 0; // converters wrote the axis of the weights to the bias, too
  if (scales.size() > 1) {
    want(axis >= 0 && static_cast<std::size_t>(axis) < t.dims.rank(),
         fmt::format("{} {} is quantized along the axis {}", of, t.dims.text(), axis));
    want(static_cast<std::int64_t>(scales.size()) == t.dims[static_cast<std::size_t>(axis)],
         fmt::format("{} {} has {} scales along the axis {}", of, t.dims.text(), scales.size(), axis));
  }
  for (float const s : scales)
    want(std::isfinite(s) && s > 0, fmt::format("{} has the scale {}; it must be above 0 and finite", of, s));
  for (auto const z : zeros) want(z >= -32768 && z <= 32767, fmt::format("{} has the zero point {}", of, z));
  return peax::quantization{*type, std::move(scales), std::move(zeros), axis};
}

class model_reader {
 public:
  explicit model_reader(flat_file& file) : root_(flat_table::root(file)) { out_.size = file.size(); }

  file_model read() {
    auto const version = root_.scalar<std::uint32_t>(0, 0);
    want(version == 3, fmt::format("has version {} of the schema, peax knows version 3", version));
    want(!root_.has(9) && !root_.has(8), "has its weights outside of the file, which is not supported");
    codes_ = root_.tables(1, "operator code");
    buffers_ = root_.tables(4, "buffer");
    auto const graphs = root_.tables(2, "subgraph");
    want(!graphs.empty(), "holds no graph");
    auto const& main = graphs.front();
    for (auto const& t : main.tables(0, "tensor")) out_.tensors.push_back(read_tensor(t));
    out_.inputs = indices(main, 1, "the list of inputs");
    out_.outputs = indices(main, 2, "the list of outputs");
    want(!out_.outputs.empty(), "its graph has no output");
    for (auto const& n : main.tables(3, "operator")) out_.operators.push_back(read_operator(n));
    name_tensors();
    return std::move(out_);
  }

 private:
  file_tensor read_tensor(flat_table const& from) const {
    file_tensor t;
    t.name = from.text(3);
    std::string const of = t.name.empty() ? from.name() : fmt::format("tensor '{}'", t.name);
    t.type = from.scalar<std::int8_t>(1, 0);
    t.has_shape = from.has(0);
    t.dims = read_shape(from.list<std::int32_t>(0), of);
    t.signature = from.list<std::int32_t>(7);
    t.is_variable = from.scalar<std::uint8_t>(5, 0) != 0;
    t.codes = read_codes(from.table(4, "the quantization of " + of), t, of);
    auto const index = checked_index(from.scalar<std::uint32_t>(2, 0),
                                     std::max<std::size_t>(1, buffers_.size()), of, "buffer");
    if (index == 0) return t;
    auto const& buffer = buffers_[index];
    want(buffer.scalar<std::uint64_t>(1, 0) <= 1,
         of + " has its content behind the tables (a file above 2 GB), which is not supported");
    t.content = buffer.bytes(0);
    t.is_constant = !t.content.empty();
    if (!t.is_constant) return t;
    want(!from.has(6), of + " is stored sparse, which is not supported; store it dense");
    auto const each = bytes_of(t.kind());
    if (each == 0) return t; // refused where it is read
    auto const needed = checked_product(t.dims.elements(), static_cast<std::int64_t>(each));
    want(static_cast<std::int64_t>(t.content.size()) == needed,
         fmt::format("{} {} of {} needs {} bytes, its buffer has {}", of, t.dims.text(),
                     name_of_element(t.type), needed, t.content.size()));
    return t;
  }

  std::vector<std::int32_t> indices(flat_table const& from, int field, std::string const& of,
                                    bool optional = false) const {
    auto list = from.list<std::int32_t>(field);
    for (auto const i : list)
      if (!optional || i != -1) (void)checked_index(i, out_.tensors.size(), of, "tensor");
    return list;
  }

  file_operator read_operator(flat_table const& from) {
    file_operator n;
    n.place = out_.operators.size();
    auto const index =
        checked_index(from.scalar<std::uint32_t>(0, 0), codes_.size(), from.name(), "operator code");
    auto const& code = codes_[index];
    // Files before 2020 have the first field only; numbers above 127 are in the second alone.
    n.number = std::max<std::int32_t>(code.scalar<std::int8_t>(0, 0), code.scalar<std::int32_t>(3, 0));
    if (n.kind() == code::custom) n.custom = code.has(1) ? code.text(1) : "without a name";
    n.inputs = indices(from, 1, from.name(), true);
    n.outputs = indices(from, 2, from.name());
    n.options = from.table(4, "the options of " + from.name());
    return n;
  }

  //! Names for those that have none.
  void name_tensors() {
    for (std::size_t i = 0; i < out_.tensors.size(); ++i)
      if (out_.tensors[i].name.empty()) out_.tensors[i].name = "tensor_" + std::to_string(i);
  }

  flat_table root_;
  std::vector<flat_table> codes_, buffers_;
  file_model out_;
};

//! What the file holds. Throws bad_input with what is wrong, without the file's name.
[[nodiscard]] inline file_model read_model(flat_file& file) {
  want(file.size() >= 8, fmt::format("is cut off: it has {} bytes", file.size()));
  want(fb::BufferHasIdentifier(file.begin(), "TFL3"),
       "is no .tflite file: it has no identifier TFL3 at byte 4");
  return model_reader(file).read();
}

} // namespace peax::tflite::detail
