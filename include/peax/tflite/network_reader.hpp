#pragma once
//! @file
//! From the lists of a .tflite file to a network: what cannot be read is named first, then operator by operator.

#include <peax/core/error.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/op.hpp>
#include <peax/graph/outline.hpp>
#include <peax/graph/quantization.hpp>
#include <peax/tflite/file_model.hpp>
#include <peax/tflite/layer_operators.hpp>
#include <peax/tflite/layout_operators.hpp>
#include <peax/tflite/load_options.hpp>
#include <peax/tflite/operator_reader.hpp>
#include <peax/tflite/refuse_operators.hpp>
#include <peax/tflite/strided_slice.hpp>
#include <peax/tflite/value_operators.hpp>
#include <peax/tflite/value_table.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace peax::tflite::detail {

//! Makes the nodes of one operator. False for one that peax does not read.
inline bool read_operator(operator_reader& r) {
  using enum code;
  switch (r.node.kind()) {
  case conv: return read_conv(r), true;
  case depthwise_conv: return read_depthwise_conv(r), true;
  case fully_connected: return read_fully_connected(r), true;
  case average_pool:
  case max_pool: return read_pool(r), true;
  case mean: return read_mean(r), true;
  case add: return read_binary(r, op::add{}), true;
  case sub: return read_binary(r, op::sub{}), true;
  case mul: return read_binary(r, op::mul{}), true;
  case div: return read_binary(r, op::div{}), true;
  case maximum: return read_binary(r, op::max{}, -1), true;
  case minimum: return read_binary(r, op::min{}, -1), true;
  case relu: return read_limits(r, activation::relu), true;
  case relu6: return read_limits(r, activation::relu6), true;
  case relu_n1_to_1: return read_limits(r, activation::relu_n1_to_1), true;
  case leaky_relu: return read_leaky_relu(r), true;
  case hard_swish: return read_unary(r, op::hard_swish{}, {}), true;
  case logistic: return read_unary(r, op::sigmoid{}, {0, 1}, 1), true;
  case tanh: return read_unary(r, op::tanh{}, {-1, 1}, 1), true;
  case softmax: return read_softmax(r), true;
  case log_softmax: return read_log_softmax(r), true;
  case quantize:
  case dequantize: return read_requantization(r), true;
  case reshape: return read_reshape(r), true;
  case squeeze: return read_squeeze(r), true;
  case expand_dims: return read_expand_dims(r), true;
  case transpose: return read_transpose(r), true;
  case pad:
  case padv2: return read_pad(r), true;
  case concatenation: return read_concatenation(r), true;
  case split: return read_split(r), true;
  case split_v: return read_split_v(r), true;
  case strided_slice: return read_strided_slice(r), true;
  default: return false;
  }
}

//! Builds the graph once, for one reading of the leading dimension.
class graph_reader {
 public:
  graph_reader(file_model const& file, std::string const& name, load_options const& options)
      : file_(file), name_(name), options_(options), editor_(name), values_(file, editor_) {
    editor_.set_opset(opset);
  }

  graph read(bool batched) {
    for (std::size_t i = 0; i < file_.inputs.size(); ++i) read_input(i, batched);
    for (auto const& n : file_.operators) read_node(n);
    for (auto const t : file_.outputs) give_output(t);
    graph out = editor_.finish();
    check_constant_work(out);
    return out;
  }

  //! What can be read of a file with operators that peax does not read.
  outline read_what_can_be(bool batched) {
    outline found;
    found.name = name_;
    for (std::size_t i = 0; i < file_.inputs.size(); ++i) read_input(i, batched);
    for (auto const& n : file_.operators) {
      std::size_t const before = editor_.node_count();
      std::string why;
      try {
        bool const is_known = !is_refused(file_, n);
        if (is_known && std::all_of(n.inputs.begin(), n.inputs.end(), [&](auto t) { return is_there(t); })) {
          read_node(n);
          note_layers(found, editor_, before);
          continue;
        }
        if (!is_known) throw bad_input(file_.describe(n) + ": it is not supported");
      } catch (bad_input const& e) {
        why = e.what();
        found.refused.push_back({n.type_name(), std::to_string(n.place), why, is_refused(file_, n)});
      }
      note_layers(found, editor_, before);
      auto const type = n.outputs.empty() ? std::nullopt : type_of(n.outputs[0], batched);
      found.layers.push_back({fmt::format("{}_{}", n.type_name(), n.place), n.type_name(), node_id::none,
                              type ? std::optional(type->dims) : std::nullopt, why});
      for (auto const t : n.outputs)
        if (auto const made = type_of(t, batched); made && !values_.is_made(t))
          values_.set(t, order::of_file, editor_.add_input(file_[t].name, made->type, made->dims),
                      range_of(file_[t]));
    }
    for (auto const t : file_.outputs) found.outputs.push_back({file_[t].name, type_of(t, batched)});
    return finished(std::move(found), editor_, file_.inputs.size());
  }

 private:
  static constexpr std::int64_t opset = 14; //!< the first that has HardSwish

  void read_node(file_operator const& n) {
    try {
      want(!n.outputs.empty(), "it has no output");
      operator_reader r(n, values_);
      want(read_operator(r), "it is not supported");
      for (auto const t : n.outputs) check_shape(t);
    } catch (bad_input const& e) {
      throw bad_input(fmt::format("{}: {}", file_.describe(n), e.what()));
    }
  }

  //! Whether an operator can read a tensor; -1 is an input that is absent.
  [[nodiscard]] bool is_there(std::int32_t t) const {
    return t == -1 || values_.is_made(t) || values_.is_constant(t);
  }

  //! The type of a tensor of real numbers as the file states it.
  [[nodiscard]] std::optional<value_type> type_of(std::int32_t t, bool batched) const {
    auto const& of = file_[t];
    if (!of.has_shape || !of.is_real() || is_rebound()) return std::nullopt;
    shape dims = of.dims;
    if (batched && dims.rank() > 0 && dims[0] == 1) dims[0] = batch_extent;
    return value_type{data_type::float32, std::move(dims)};
  }

  void read_input(std::size_t i, bool batched) {
    auto const t = file_.inputs[i];
    auto const& of = file_[t];
    want(!of.is_constant && !values_.is_made(t),
         fmt::format("lists '{}' twice, or it is a constant", of.name));
    want(of.is_real(), fmt::format("its input '{}' is {}, wanted real numbers", of.name, of.type_in_words()));
    shape dims = of.dims;
    if (auto const* given = given_shape(i)) dims = bound(of, *given);
    if (batched && dims.rank() > 0) dims[0] = batch_extent;
    auto const id = editor_.add_input(of.name, data_type::float32, dims);
    values_.set(t, order::of_file, id, range_of(of));
    if (of.codes) set_quantization(editor_, editor_[id].name, *of.codes);
  }

  //! The shape that is given for an input; only axes that the file leaves free may differ from its own, and the batch.
  static shape bound(file_tensor const& of, shape const& given) {
    bool fits = given.rank() == of.dims.rank();
    for (std::size_t a = 0; fits && a < given.rank(); ++a)
      fits = given[a] == of.dims[a] || (given[a] >= 1 && (a == 0 || of.is_free(a)));
    want(fits, fmt::format("its input '{}' has the shape {}, which {} does not fit", of.name, of.dims.text(),
                           given.text()));
    return given;
  }

  //! What an operator makes must have the shape that the file states, if it states one and nobody gave another to the input.
  void check_shape(std::int32_t t) const {
    auto const& of = file_[t];
    if (!of.has_shape || of.dims.rank() == 0 || is_rebound() || values_.is_constant(t)) return;
    shape const made = values_.dims(t);
    want(made.with_batch(1) == of.dims,
         fmt::format("it makes {}, the file says {}", made.text(), of.dims.text()));
  }

  //! Whether shapes differ from those of the file.
  bool is_rebound() const {
    for (std::size_t i = 0; i < file_.inputs.size(); ++i)
      if (auto const* given = given_shape(i); given != nullptr && *given != file_[file_.inputs[i]].dims)
        return true;
    return false;
  }

  //! The shape that somebody gives an input, or nullptr.
  [[nodiscard]] shape const* given_shape(std::size_t i) const {
    auto const named = options_.input_shapes.find(file_[file_.inputs[i]].name);
    if (named != options_.input_shapes.end()) return &named->second;
    return i == 0 && options_.input_shape ? &*options_.input_shape : nullptr;
  }

  void give_output(std::int32_t t) {
    want(values_.is_made(t) || values_.is_constant(t),
         fmt::format("output '{}' is made by no operator", file_[t].name));
    auto const id = values_.plain(t);
    editor_.add_output(id);
    if (auto const& codes = file_[t].codes) set_quantization(editor_, editor_[id].name, *codes);
  }

  file_model const& file_;
  std::string const& name_;
  load_options const& options_;
  graph_editor editor_;
  value_table values_;
};

//! What can be read of a file with operators that peax does not read.
[[nodiscard]] inline outline outline_of(file_model const& file, std::string const& name,
                                        load_options const& options, bool may_be_batched) {
  for (bool const batched : {true, false}) {
    if (batched && !may_be_batched) continue;
    try {
      auto found = graph_reader(file, name, options).read_what_can_be(batched);
      bool const is_whole =
          std::all_of(found.refused.begin(), found.refused.end(), [](auto const& n) { return n.is_unknown; });
      if (is_whole || !batched) return found;
    } catch (bad_input const&) { // ends that cannot be read either: the refused operators say enough
    }
  }
  outline none;
  none.name = name;
  for (auto const& n : file.operators)
    if (is_refused(file, n))
      none.refused.push_back(
          {n.type_name(), std::to_string(n.place), file.describe(n) + ": it is not supported", true});
  return none;
}

//! Reads the file; a leading dimension of 1, or a free one, is tried as the batch of all inputs, then as it stands.
[[nodiscard]] inline network read_network(file_model const& file, std::string const& name,
                                          load_options const& options) {
  bool const may_be_batched =
      !file.inputs.empty() && std::all_of(file.inputs.begin(), file.inputs.end(), [&](auto t) {
        auto const& in = file[t];
        return in.dims.rank() > 0 && (in.is_free(0) || (in.dims[0] == 1 && options.leading_one_is_batch));
      });
  for (auto const& [input, given] : options.input_shapes)
    want(std::any_of(file.inputs.begin(), file.inputs.end(), [&](auto t) { return file[t].name == input; }),
         fmt::format("has no input '{}' to give the shape {} to", input, given.text()));
  if (auto const text = refusal_of_operators(file); !text.empty())
    throw refused_network(text, outline_of(file, name, options, may_be_batched));
  for (std::size_t i = 0; i < file.outputs.size(); ++i)
    want(std::count(file.outputs.begin(), file.outputs.end(), file.outputs[i]) == 1,
         fmt::format("output '{}' is listed twice", file[file.outputs[i]].name));
  if (may_be_batched) {
    try {
      graph g = graph_reader(file, name, options).read(true);
      if (std::all_of(g.outputs().begin(), g.outputs().end(),
                      [&](value_id id) { return g[id].dims.is_batched(); }))
        return network(std::move(g));
    } catch (bad_input const&) { // the graph mixes what would be samples: the dimension stays fixed
    }
  }
  return network(graph_reader(file, name, options).read(false));
}

} // namespace peax::tflite::detail
