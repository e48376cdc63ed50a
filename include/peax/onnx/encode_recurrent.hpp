#pragma once
//! @file
//! LSTM, GRU and RNN in a file: layout 0, which every runtime has, between Transposes that put the steps in front and back.

#include <peax/graph/evaluate.hpp>
#include <peax/graph/graph.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/node_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace peax::onnx {

//! What a graph's writer does for one of its nodes.
struct writing_services {
  ::onnx::GraphProto& to;
  std::function<std::string(std::string const&)> fresh;                //!< a free name like the wished one
  std::function<std::string(value_id)> called;                         //!< the name of a value
  std::function<std::string(std::string const&, tensor const&)> store; //!< keeps a constant, gives its name
  std::function<node_writer(::onnx::NodeProto&)> writer;
};

namespace detail {

template <class Layer> class recurrent_encoder {
 public:
  recurrent_encoder(Layer const& layer, graph const& g, node const& n, writing_services const& s)
      : layer_(layer), g_(g), n_(n), s_(s), units_(g[n.inputs[2]].dims[2]),
        directions_(static_cast<std::int64_t>(layer.directions())) {}

  void write() {
    std::vector<std::string> inputs{turned(s_.called(n_.inputs[0]), {2, 0, 1})};
    for (std::size_t i = 1; i < n_.inputs.size(); ++i) {
      bool const absent = n_.inputs[i] == value_id::none;
      inputs.push_back(absent             ? ""
                       : i == 5 || i == 6 ? state(n_.inputs[i], inputs[0])
                                          : s_.called(n_.inputs[i]));
    }
    std::vector<std::string> outputs;
    for (auto const what : {Layer::sequence, Layer::last, Layer::cell}) {
      value_id const id = layer_.gives(what) ? n_.outputs[layer_.place_of(what)] : value_id::none;
      outputs.push_back(id == value_id::none ? "" : s_.fresh(s_.called(id) + "_by_step"));
    }
    while (outputs.back().empty()) outputs.pop_back();
    auto& made = *s_.to.add_node();
    made.set_name(n_.name);
    made.set_op_type(std::string(Layer::name));
    for (auto const& i : inputs) made.add_input(i);
    for (auto const& o : outputs) made.add_output(o);
    write_attributes(made);
    for (auto const what : {Layer::sequence, Layer::last, Layer::cell})
      if (layer_.gives(what) && n_.outputs[layer_.place_of(what)] != value_id::none)
        give(what, outputs[what == Layer::sequence ? 0 : what == Layer::last ? 1 : 2]);
  }

 private:
  std::string node_of(std::string const& type, std::vector<std::string> const& inputs,
                      std::string const& output, std::function<void(node_writer&)> const& attributes = {}) {
    auto& made = *s_.to.add_node();
    made.set_op_type(type);
    made.set_name(s_.fresh(output + "_" + type));
    for (auto const& i : inputs) made.add_input(i);
    made.add_output(output);
    node_writer writer = s_.writer(made);
    if (attributes) attributes(writer);
    return output;
  }
  std::string turned(std::string const& x, op::ints const& order) {
    return node_of("Transpose", {x}, s_.fresh(x + "_turned"),
                   [&](node_writer& w) { w.attribute("perm", order); });
  }
  std::string list(op::ints const& values) { return s_.store(n_.name + "_extents", tensor::list(values)); }

  //! [N or 1,D*H] as [D,N,H].
  std::string state(value_id id, std::string const& sequence) {
    value const& v = g_[id];
    if (v.is_constant())
      return repeated(v, s_.store(v.name + "_by_direction", by_direction(v.constant)), sequence);
    std::string const parts =
        node_of("Reshape", {s_.called(id), list({0, directions_, units_})}, s_.fresh(v.name + "_parts"));
    return repeated(v, turned(parts, {1, 0, 2}), sequence);
  }
  //! The constant of a state in the file's order, for every sample where their number is fixed.
  [[nodiscard]] tensor by_direction(tensor const& state) const {
    tensor turned_state =
        evaluate(op::transpose{{1, 0, 2}}, "", {state.reshaped({state.dims()[0], directions_, units_})})[0];
    std::int64_t const samples = g_[n_.inputs[0]].dims[0];
    if (samples == batch_extent || samples == state.dims()[0]) return turned_state;
    return evaluate(op::expand{{directions_, samples, units_}}, "", {turned_state})[0];
  }
  //! A state of all samples for each of them.
  std::string repeated(value const& v, std::string const& state, std::string const& sequence) {
    std::int64_t const samples = g_[n_.inputs[0]].dims[0];
    if (v.dims[0] == samples || (v.is_constant() && samples != batch_extent)) return state;
    std::string const all = node_of("Shape", {sequence}, s_.fresh(v.name + "_shape"));
    std::string const count = node_of("Gather", {all, list({1})}, s_.fresh(v.name + "_samples"),
                                      [](node_writer& w) { w.attribute("axis", std::int64_t{0}); });
    std::string const extents =
        node_of("Concat", {list({directions_}), count, list({units_})}, s_.fresh(v.name + "_extents"),
                [](node_writer& w) { w.attribute("axis", std::int64_t{0}); });
    return node_of("Expand", {state, extents}, s_.fresh(v.name + "_repeated"));
  }

  void write_attributes(::onnx::NodeProto& made) {
    node_writer w = s_.writer(made);
    static constexpr char const* names[] = {"forward", "reverse", "bidirectional"};
    w.attribute("direction", std::string(names[layer_.direction]));
    w.attribute("hidden_size", units_);
    w.attribute("clip", layer_.clip);
    if constexpr (requires { layer_.linear_before_reset; })
      w.attribute("linear_before_reset", layer_.linear_before_reset);
    if (layer_.activations.empty()) return;
    std::vector<std::string> kinds;
    op::floats alphas, betas;
    for (std::size_t i = 0; i < layer_.activations.size(); ++i) {
      auto const kind = static_cast<op::cell_kind>(layer_.activations[i]);
      kinds.emplace_back(op::name_of(kind));
      if (op::has_alpha(kind)) alphas.push_back(layer_.alphas[i]);
      if (op::has_beta(kind)) betas.push_back(layer_.betas[i]);
    }
    w.attribute("activations", kinds);
    if (!alphas.empty()) w.attribute("activation_alpha", alphas);
    if (!betas.empty()) w.attribute("activation_beta", betas);
  }

  void give(std::int64_t what, std::string const& from) {
    value_id const id = n_.outputs[layer_.place_of(what)];
    shape const& dims = g_[id].dims;
    bool const all = what == Layer::sequence;
    op::ints target{0, dims[1]};
    if (all) target.push_back(dims[2]);
    node_of("Reshape", {turned(from, all ? op::ints{2, 1, 3, 0} : op::ints{1, 0, 2}), list(target)},
            s_.called(id));
  }

  Layer const& layer_;
  graph const& g_;
  node const& n_;
  writing_services const& s_;
  std::int64_t units_, directions_;
};

} // namespace detail

//! Whether a constant is only the first state of recurrent layers: the file has it by direction, under another name.
[[nodiscard]] inline bool is_state_alone(graph const& g, value_id id) {
  auto const readers = g.readers(id);
  return !readers.empty() && !g.is_output(id) && std::all_of(readers.begin(), readers.end(), [&](node_id by) {
    node const& n = g[by];
    bool alone = n.op.traits().layer == layer_class::recurrent;
    for (std::size_t i = 0; i < n.inputs.size(); ++i)
      alone = alone && (n.inputs[i] != id || i == 5 || i == 6);
    return alone;
  });
}

//! Writes the node if it is a recurrent layer, with what turns its sequences.
inline bool write_recurrent(graph const& g, node const& n, writing_services const& s) {
  auto const write = [&](auto const* layer) {
    if (layer != nullptr) detail::recurrent_encoder(*layer, g, n, s).write();
    return layer != nullptr;
  };
  return write(n.op.get_if<op::lstm>()) || write(n.op.get_if<op::gru>()) || write(n.op.get_if<op::rnn>());
}

} // namespace peax::onnx
