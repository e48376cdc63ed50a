#pragma once
//! @file
//! One operator of a .tflite file while it becomes nodes: its options and inputs, and how its output is given: with the fused
//! activation, and held to the range of its integers.

#include <peax/core/error.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/tflite/dequantize.hpp>
#include <peax/tflite/file_model.hpp>
#include <peax/tflite/value_table.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! The activation that an operator's options name.
[[nodiscard]] inline activation activation_of(file_operator const& n, int field) {
  auto const number = n.options.scalar<std::int8_t>(field, 0);
  want(number >= 0 && number <= 4, fmt::format("its fused activation {} is not supported", number));
  return static_cast<activation>(number);
}

class operator_reader {
 public:
  operator_reader(file_operator const& n, value_table& values)
      : node(n), values_(values), name_(fmt::format("{}_{}", name_of_operator(n.number), n.place)) {}

  file_operator const& node;

  // ---- what it reads
  [[nodiscard]] bool has(std::size_t i) const { return i < node.inputs.size() && node.inputs[i] != -1; }
  [[nodiscard]] std::int32_t input(std::size_t i) const {
    want(has(i), fmt::format("input {} is missing", i));
    return node.inputs[i];
  }
  [[nodiscard]] file_tensor const& tensor_of(std::size_t i) const { return values_.file()[input(i)]; }
  [[nodiscard]] shape dims(std::size_t i) const { return values_.dims(input(i)); }
  [[nodiscard]] order order_of(std::size_t i) const {
    return values_.is_channels_first(input(i)) ? order::channels_first : order::of_file;
  }
  [[nodiscard]] value_id value(std::size_t i, order o = order::of_file) {
    want(values_.is_constant(input(i)) || values_.is_made(input(i)),
         fmt::format("it reads '{}', which nothing before it makes", tensor_of(i).name));
    want(tensor_of(i).is_real(), fmt::format("it reads '{}' of {}, wanted real numbers", tensor_of(i).name,
                                             tensor_of(i).type_in_words()));
    return values_.in(o, input(i));
  }
  [[nodiscard]] bool is_constant(std::size_t i) const { return values_.is_constant(input(i)); }
  [[nodiscard]] tensor constant(std::size_t i, char const* what) { return values_.constant(input(i), what); }
  [[nodiscard]] op::ints integers(std::size_t i, char const* what) const {
    return integer_constant(tensor_of(i), what);
  }
  [[nodiscard]] real_range range(std::size_t i) const { return values_.range(input(i)); }
  template <class T> [[nodiscard]] T option(int field, T otherwise) const {
    return node.options.scalar<T>(field, otherwise);
  }

  //! An axis that may count from the end, in an order.
  [[nodiscard]] std::int64_t axis_in(order o, std::int64_t axis, std::size_t rank) const {
    auto const a = static_cast<std::int64_t>(axis_of(axis, rank));
    if (o == order::of_file) return a;
    static constexpr std::int64_t places[] = {0, 2, 3, 1};
    return places[a];
  }

  //! A constant with its axes in another order, named as in the file; its scales go with it.
  [[nodiscard]] value_id weights(std::size_t i, op::ints const& permutation, char const* what,
                                 shape const& as = {}) {
    tensor elements = constant(i, what);
    want(elements.dims().rank() == permutation.size(),
         fmt::format("{} '{}' have the shape {}", what, tensor_of(i).name, elements.dims().text()));
    values_.charge(elements.dims().elements());
    if (!std::is_sorted(permutation.begin(), permutation.end())) elements = transposed(elements, permutation);
    if (as.rank() > 0) elements = elements.reshaped(as);
    auto const id = values_.edit().add_constant(tensor_of(i).name, std::move(elements));
    if (auto codes = tensor_of(i).codes) {
      codes->axis = std::find(permutation.begin(), permutation.end(), codes->axis) - permutation.begin();
      set_quantization(values_.edit(), values_.edit()[id].name, *codes);
    }
    return id;
  }
  [[nodiscard]] value_id bias(std::size_t i) { return weights(i, {0}, "the bias"); }

  //! A node before the one that makes the output.
  [[nodiscard]] value_id add(any_op op, std::vector<value_id> inputs, char const* what) {
    return values_.edit()
        .add_node(std::move(op), std::move(inputs), {fmt::format("{}_{}", output_name(0), what)},
                  name_ + "_" + what)
        .front();
  }
  [[nodiscard]] value_id add_constant(tensor elements, char const* what) {
    return values_.edit().add_constant(fmt::format("{}_{}", output_name(0), what), std::move(elements));
  }

  // ---- what it makes
  [[nodiscard]] file_tensor const& made(std::size_t k = 0) const { return values_.file()[output(k)]; }

  //! Adds the node that makes the only output. `may_be`: what its elements lie in; `tolerance`: how far they may lie beyond what the
  //! integers hold without being held back.
  void give(any_op op, std::vector<value_id> inputs, order o, real_range const& may_be = {},
            activation after = activation::none, double tolerance = 0) {
    want(node.outputs.size() == 1, fmt::format("it has {} outputs, wanted 1", node.outputs.size()));
    auto const held = limits(0, may_be, after, tolerance);
    bool const is_tanh = after == activation::tanh;
    auto const own = values_.name_of(output(0), o);
    auto& edit = values_.edit();
    auto id =
        edit.add_node(std::move(op), std::move(inputs), {held || is_tanh ? own + "_linear" : own}, name_)
            .front();
    if (is_tanh) id = edit.add_node(op::tanh{}, {id}, {held ? own + "_tanh" : own}, name_ + "_tanh").front();
    if (held) id = edit.add_node(clamp(*held), {id}, {own}, name_ + "_limits").front();
    finish(0, o, id, held ? *held : may_be);
  }

  //! Adds the node that makes several outputs, each with what its elements lie in.
  void give_all(any_op op, std::vector<value_id> inputs, order o, real_range const& may_be) {
    auto& edit = values_.edit();
    std::vector<std::string> names;
    std::vector<std::optional<real_range>> held;
    for (std::size_t k = 0; k < node.outputs.size(); ++k) {
      held.push_back(limits(k, may_be, activation::none, 0));
      names.push_back(values_.name_of(output(k), o) + (held[k] ? "_linear" : ""));
    }
    auto const ids = edit.add_node(std::move(op), std::move(inputs), names, name_);
    for (std::size_t k = 0; k < ids.size(); ++k) {
      auto id = ids[k];
      if (held[k])
        id = edit.add_node(clamp(*held[k]), {id}, {values_.name_of(output(k), o)},
                           fmt::format("{}_limits_{}", name_, k))
                 .front();
      finish(k, o, id, held[k] ? *held[k] : may_be);
    }
  }

  //! The only output is the input, held to the limits of an activation and of the output's integers.
  void give_input(std::size_t i, activation after = activation::none) {
    auto const o = order_of(i);
    auto const x = value(i, o);
    auto const held = limits(0, range(i), after, 0);
    auto const id = values_.edit()
                        .add_node(held ? clamp(*held) : any_op(op::identity{}), {x},
                                  {values_.name_of(output(0), o)}, name_)
                        .front();
    finish(0, o, id, held ? *held : range(i));
  }

  //! The output is a constant.
  void give_constant(tensor elements) {
    expect_new(0);
    values_.set_constant(output(0), std::move(elements));
  }

 private:
  [[nodiscard]] std::int32_t output(std::size_t k) const {
    want(k < node.outputs.size(), fmt::format("output {} is missing", k));
    return node.outputs[k];
  }
  [[nodiscard]] std::string const& output_name(std::size_t k) const { return made(k).name; }

  //! The limits that a value must be held to: of the activation, and of the integers. Nothing when it lies within.
  [[nodiscard]] std::optional<real_range> limits(std::size_t k, real_range const& may_be, activation after,
                                                 double tolerance) const {
    real_range out, is = may_be;
    if (after == activation::relu || after == activation::relu6) out.low = 0;
    if (after == activation::relu6) out.high = 6;
    if (after == activation::relu_n1_to_1) out = {-1, 1};
    if (after == activation::tanh) is = {-1, 1};
    real_range const codes = range_of(made(k));
    double const allowed = made(k).codes ? tolerance * static_cast<double>(made(k).codes->scales[0]) : 0;
    if (!codes.contains(is, allowed)) {
      if (codes.low > is.low) out.low = std::min(std::max(out.low, codes.low), codes.high);
      if (codes.high < is.high) out.high = std::max(std::min(out.high, codes.high), codes.low);
    }
    if (out.contains(is, 0)) return std::nullopt;
    return out;
  }

  static any_op clamp(real_range const& to) {
    if (to.low == 0 && std::isinf(to.high)) return op::relu{};
    op::clip out;
    if (!std::isinf(to.low)) out.low = static_cast<float>(to.low);
    if (!std::isinf(to.high)) out.high = static_cast<float>(to.high);
    return out;
  }

  //! Throws unless an output holds real numbers and was not there before.
  void expect_new(std::size_t k) const {
    auto const t = output(k);
    want(made(k).is_real(),
         fmt::format("it makes '{}' of {}, wanted real numbers", made(k).name, made(k).type_in_words()));
    want(!values_.is_made(t) && !values_.is_constant(t),
         fmt::format("it makes '{}', which is there already", made(k).name));
  }

  void finish(std::size_t k, order o, value_id id, real_range const& may_be) {
    expect_new(k);
    values_.set(output(k), o, id, may_be);
    if (made(k).codes) set_quantization(values_.edit(), values_.edit()[id].name, *made(k).codes);
  }

  value_table& values_;
  std::string name_;
};

} // namespace peax::tflite::detail
