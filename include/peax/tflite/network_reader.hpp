#pragma once
//! @file
//! From the lists of a .tflite file to a network: what cannot be read is named first, then operator by operator.

#include <peax/core/error.hpp>
#include <peax/graph/constant_work.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>
#include <peax/graph/op.hpp>
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
#include <string>
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
      : file_(file), options_(options), editor_(name), values_(file, editor_) {
    editor_.set_opset(opset);
  }

  graph read(bool batched) {
    for (std::size_t i = 0; i < file_.inputs.size(); ++i) read_input(i, batched);
    for (auto const& n : file_.operators) {
      try {
        want(!n.outputs.empty(), "it has no output");
        operator_reader r(n, values_);
        want(read_operator(r), "it is not supported");
        for (auto const t : n.outputs) check_shape(t);
      } catch (bad_input const& e) {
        throw bad_input(fmt::format("{}: {}", file_.describe(n), e.what()));
      }
    }
    for (auto const t : file_.outputs) give_output(t);
    graph out = editor_.finish();
    check_constant_work(out);
    return out;
  }

 private:
  static constexpr std::int64_t opset = 14; //!< the first that has HardSwish

  void read_input(std::size_t i, bool batched) {
    auto const t = file_.inputs[i];
    auto const& of = file_[t];
    want(!of.is_constant && !values_.is_made(t),
         fmt::format("lists '{}' twice, or it is a constant", of.name));
    want(of.is_real(), fmt::format("its input '{}' is {}, wanted real numbers", of.name, of.type_in_words()));
    shape dims = of.dims;
    if (i == 0 && options_.input_shape) dims = bound(of, *options_.input_shape);
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
    return !file_.inputs.empty() && options_.input_shape &&
           *options_.input_shape != file_[file_.inputs.front()].dims;
  }

  void give_output(std::int32_t t) {
    want(values_.is_made(t) || values_.is_constant(t),
         fmt::format("output '{}' is made by no operator", file_[t].name));
    auto const id = values_.plain(t);
    editor_.add_output(id);
    if (auto const& codes = file_[t].codes) set_quantization(editor_, editor_[id].name, *codes);
  }

  file_model const& file_;
  load_options const& options_;
  graph_editor editor_;
  value_table values_;
};

//! Reads the file; a leading dimension of 1, or a free one, is tried as the batch of all inputs, then as it stands.
[[nodiscard]] inline network read_network(file_model const& file, std::string const& name,
                                          load_options const& options) {
  refuse_operators(file);
  for (std::size_t i = 0; i < file.outputs.size(); ++i)
    want(std::count(file.outputs.begin(), file.outputs.end(), file.outputs[i]) == 1,
         fmt::format("output '{}' is listed twice", file[file.outputs[i]].name));
  bool const may_be_batched =
      !file.inputs.empty() && std::all_of(file.inputs.begin(), file.inputs.end(), [&](auto t) {
        auto const& in = file[t];
        return in.dims.rank() > 0 && (in.is_free(0) || (in.dims[0] == 1 && options.leading_one_is_batch));
      });
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
