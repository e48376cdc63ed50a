#pragma once
//! @file
//! Rounding to codes as operators on real numbers, which is what the graph has. Free of protobuf.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/onnx/codes.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cfloat>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Adds the nodes of one operator on codes.
class code_arithmetic {
 public:
  //! `add` makes a node of one output.
  using add_node = std::function<value_id(any_op op, std::vector<value_id> inputs)>;
  code_arithmetic(graph_editor& edit, add_node add) : edit_(edit), add_(std::move(add)) {}

  //! x rounded to what the codes can mean.
  value_id rounded(value_id x, quantization const& q) {
    if (q.scales.size() == 1) return add_(op::fake_quantize{{}, q.type, q.scales[0], q.zero_points[0]}, {x});
    shape const& dims = edit_[x].dims;
    auto const axis = axis_of(q.axis, dims.rank());
    want(dims[axis] == static_cast<std::int64_t>(q.scales.size()),
         fmt::format("{} scales do not fit axis {} of {}", q.scales.size(), q.axis, dims.text()));
    shape along{dims[axis]};
    for (std::size_t i = axis + 1; i < dims.rank(); ++i) along.push_back(1);
    value_id const scales = constant(tensor(along, q.scales)), steps = add_(op::div{}, {x, scales});
    auto const& zeros = q.zero_points;
    if (std::adjacent_find(zeros.begin(), zeros.end(), std::not_equal_to<>{}) == zeros.end())
      return add_(op::mul{}, {add_(op::fake_quantize{{}, q.type, 1, zeros[0]}, {steps}), scales});
    auto const [least, most] = op::fake_quantize{{}, q.type, 1, 0}.codes();
    want(bits_of(q.type) == 8, "zero points that differ along an axis are not supported for 16 bits");
    op::floats low, high;
    for (auto const zero : zeros)
      low.push_back(static_cast<float>(least - zero)), high.push_back(static_cast<float>(most - zero));
    value_id const whole = whole_number(steps, q.type);
    value_id const above = add_(op::max{}, {whole, constant(tensor(along, low))});
    return add_(op::mul{}, {add_(op::min{}, {above, constant(tensor(along, high))}), scales});
  }

  //! Real numbers that stand for codes of `from` as those that the same codes mean by `to`.
  value_id reread(value_id x, quantization const& from, quantization const& to) {
    want(from.scales.size() == 1 && to.scales.size() == 1,
         "codes that have scales along an axis are read by other scales, which is not supported");
    if (from.scales[0] != 1)
      x = whole_number(add_(op::div{}, {x, constant(tensor::scalar(from.scales[0]))}), from.type);
    if (auto const shift = from.zero_points[0] - to.zero_points[0]; shift != 0)
      x = add_(op::add{}, {x, constant(tensor::scalar(static_cast<float>(shift)))});
    return to.scales[0] == 1 ? x : add_(op::mul{}, {x, constant(tensor::scalar(to.scales[0]))});
  }

  //! Codes of x by a scale and a zero point that are computed.
  value_id codes_by(value_id x, value_id scale, value_id zero, data_type type) {
    auto const [least, most] = op::fake_quantize{{}, type, 1, 0}.codes();
    value_id const whole = whole_number(add_(op::div{}, {x, scale}), type);
    return add_(op::clip{static_cast<float>(least), static_cast<float>(most)},
                {add_(op::add{}, {whole, zero})});
  }

  struct dynamic_codes {
    value_id codes, scale, zero;
  };
  //! DynamicQuantizeLinear of each sample: uint8 from the least to the greatest element, 0 among them.
  dynamic_codes dynamic(value_id x) {
    shape const& dims = edit_[x].dims;
    op::ints axes;
    for (std::size_t i = dims.is_batched() ? 1 : 0; i < dims.rank(); ++i)
      axes.push_back(static_cast<std::int64_t>(i));
    want(!axes.empty(), "the range of single numbers " + dims.text() + " is not supported");
    bool const keeps = dims.is_batched();
    op::reduce_min least;
    op::reduce_max most;
    least.axes = most.axes = axes;
    least.keep_dims = most.keep_dims = keeps;
    value_id const low = add_(op::clip{{}, 0.0F}, {add_(least, {x})}),
                   high = add_(op::clip{0.0F, {}}, {add_(most, {x})});
    value_id const range = add_(op::sub{}, {high, low});
    // Of a sample of zeros the scale is 0, and its codes are 0 whatever it is.
    value_id const scale =
        add_(op::clip{FLT_MIN, {}}, {add_(op::div{}, {range, constant(tensor::scalar(255.0F))})});
    value_id const shift = add_(op::neg{}, {add_(op::div{}, {low, scale})});
    value_id const zero = add_(op::round{}, {add_(op::clip{0.0F, 255.0F}, {shift})});
    return {codes_by(x, scale, zero, data_type::uint8), scale, zero};
  }

  value_id constant(tensor elements) { return edit_.add_constant("constant_of_codes", std::move(elements)); }
  value_id add(any_op op, std::vector<value_id> inputs) { return add_(std::move(op), std::move(inputs)); }

 private:
  //! The nearest whole number, with a derivative of 1 where 16 bits hold it.
  value_id whole_number(value_id x, data_type of) {
    if (bits_of(of) == 8 || of == data_type::int16)
      return add_(op::fake_quantize{{}, data_type::int16, 1, 0}, {x});
    return add_(op::round{}, {x});
  }

  graph_editor& edit_;
  add_node add_;
};

} // namespace peax::onnx::detail
