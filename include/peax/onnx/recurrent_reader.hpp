#pragma once
//! @file
//! LSTM, GRU and RNN of a file, whose sequences have their steps in front, and what a file does to such sequences.

#include <peax/core/error.hpp>
#include <peax/graph/any_op.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op.hpp>
#include <peax/onnx/decode_recurrent.hpp>
#include <peax/onnx/known_value.hpp>
#include <peax/onnx/model_index.hpp>
#include <peax/onnx/node_reader.hpp>
#include <peax/onnx/turned_axes.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::onnx::detail {

//! Reads the nodes that turn axes, as graph_reader asks.
class recurrent_reader {
 public:
  struct services {
    graph_editor& edit;
    model_index& index;
    std::function<known_value&(std::string const&)> known;
    std::function<void(known_value)> remember;
    std::function<value_id(known_value&)> in_graph;
    std::function<std::string(std::string const&)> node_name;
  };
  explicit recurrent_reader(services s) : s_(std::move(s)) {}

  //! A recurrent layer. `name` gives the name of the node, once.
  bool read_layer(std::string_view type, node_reader& node, std::function<std::string()> const& name) {
    if (type == "LSTM") return add_layer(decode_layer<op::lstm>(node), node, name);
    if (type == "GRU") return add_layer(decode_layer<op::gru>(node), node, name);
    if (type == "RNN") return add_layer(decode_layer<op::rnn>(node), node, name);
    return false;
  }

  //! Lists of extents with the batch on any axis: states that a file repeats for every sample (a constant that keeps a batch of
  //! 1), and reshapes of what is seen through turned axes.
  bool read_extents(std::string_view type, node_reader& node) {
    if (type == "Reshape" && node.has_input(1)) {
      known_value const& x = s_.known(node.input(0).name);
      if (!x.view || !node.input(1).content) return false;
      auto out = reshaped(*x.view, target_of(node.input(1).content->elements, x.dims));
      if (!out) return false;
      remember_view(node.outputs[0], x.type, *std::move(out));
      return true;
    }
    if (type != "ConstantOfShape" && type != "Expand") return false;
    auto const& list = node.input(type == "Expand" ? 1 : 0).content;
    if (!list || list->elements.size() < 2 || list->elements[0].is_batch()) return false;
    shape one, seen;
    for (auto const& e : list->elements) {
      if (!e.is_fixed() && !e.is_batch()) return false;
      one.push_back(e.is_fixed() ? e.fixed : 1);
      seen.push_back(e.is_fixed() ? e.fixed : batch_extent);
    }
    if (std::count(seen.begin(), seen.end(), batch_extent) != 1) return false;
    tensor value = type == "Expand" ? node.input(0).constant : filling_of(node);
    if (!value || one.rank() < value.dims().rank()) return false;
    value = evaluate(op::expand{op::ints(one.begin(), one.end())}, "", {value})[0];
    known_value v{node.outputs[0], value_id::none, value.type(), seen, {}, {}};
    v.repeated = value;
    s_.remember(std::move(v));
    return true;
  }

  //! An operator on values that are seen through turned axes, or that repeat a state for every sample.
  bool read(any_op const& op, node_reader const& node, std::function<std::string()> const& name) {
    if (node.inputs.empty() || node.inputs[0].name.empty()) return false;
    if (read_of_repeated(op, node)) return true;
    known_value& x = s_.known(node.inputs[0].name);
    auto const* turn = op.get_if<op::transpose>();
    bool const moves_batch = turn != nullptr && x.id != value_id::none && x.dims.is_batched() &&
                             !turn->permutation.empty() && turn->permutation[0] != 0;
    if (!x.view && !moves_batch) return false;
    axis_view const v = x.view ? *x.view : view_of(x.id, x.dims);
    std::optional<axis_view> out;
    if (turn != nullptr) out = turned(v, *turn);
    if (auto const* o = op.get_if<op::squeeze>()) out = turned(v, *o);
    if (auto const* o = op.get_if<op::unsqueeze>()) out = turned(v, *o);
    if (!out && node.outputs.size() == 1) out = followed(op, v, node, name);
    if (!out) return false;
    remember_view(node.outputs[0], x.type, *std::move(out));
    return true;
  }

  //! The value of a view in the graph.
  value_id make(known_value& v) {
    if (v.repeated)
      throw bad_input(
          fmt::format("value '{}' {} repeats a constant for every sample, which only the first states of "
                      "recurrent layers may; export with a fixed batch of 1",
                      v.name, v.dims.text()));
    return made_from(s_.edit, *v.view, v.name, s_.node_name);
  }

 private:
  static tensor filling_of(node_reader& node) {
    auto const* value = node.take_message("value");
    return value == nullptr ? tensor::scalar(0.0F) : read_tensor(value->t(), {});
  }

  //! The extents that a Reshape makes of a value whose batch may be anywhere.
  static shape target_of(std::vector<number> const& target, shape const& x) {
    shape out;
    std::int64_t known = 1;
    std::size_t rest = target.size();
    for (std::size_t i = 0; i < target.size(); ++i) {
      std::int64_t e = target[i].is_batch() ? batch_extent : target[i].fixed;
      if (e == 0 && target[i].is_fixed() && i < x.rank()) e = x[i];
      if (target[i] == number{-1, 0}) rest = i, e = 1;
      out.push_back(e);
      if (e != batch_extent) known *= e;
    }
    auto const batched = [](shape const& s) {
      return std::find(s.begin(), s.end(), batch_extent) != s.end();
    };
    if (rest < out.rank() && known > 0)
      out[rest] = batched(x) && !batched(out) ? batch_extent : x.elements() / known;
    return out;
  }

  //! A view under its name; one that shows its value as it is is that value, which takes the name over once.
  void remember_view(std::string const& name, data_type type, axis_view v) {
    known_value made{name, value_id::none, type, v.dims(), {}, {}};
    if (v.is_plain(s_.edit[v.base].dims)) {
      made.id = v.base;
      if (nameless_.erase(v.base) != 0) s_.edit.rename(v.base, name);
    } else {
      made.view = std::move(v);
    }
    s_.remember(std::move(made));
  }

  value_id add(any_op op, std::vector<value_id> inputs, std::string const& wish) {
    return s_.edit.add_node(std::move(op), std::move(inputs), {s_.index.fresh_name(wish + "_turned")},
                            s_.node_name(wish))[0];
  }

  //! Operators of one axis and of single elements, on the value behind a view.
  std::optional<axis_view> followed(any_op const& op, axis_view const& v, node_reader const& node,
                                    std::function<std::string()> const& name) {
    shape const of_base = s_.edit[v.base].dims;
    if (!v.is_whole(of_base)) return followed_in_parts(op, v, node, name);
    auto const part = [&](std::int64_t axis) {
      return static_cast<std::int64_t>(v.order[axis_of(axis, v.order.size())]);
    };
    auto const same = [&](any_op made, std::vector<value_id> inputs) {
      axis_view out = v;
      out.base = s_.edit.add_node(std::move(made), std::move(inputs),
                                  {s_.index.fresh_name(node.outputs[0] + "_base")}, name())[0];
      out.parts = s_.edit[out.base].dims;
      nameless_.insert(out.base);
      return out;
    };
    auto const less = [&](axis_view out, std::size_t dropped) { // an axis that the operator took away
      std::erase(out.order, dropped);
      for (auto& o : out.order) o -= o > dropped ? 1 : 0;
      return out;
    };
    if (op.traits().element_wise && node.inputs.size() == 1) return same(op, {v.base});
    if (auto const* o = op.get_if<op::slice>()) {
      op::slice made = *o;
      for (auto& a : made.axes) a = part(a);
      return same(made, {v.base});
    }
    if (auto const* o = op.get_if<op::gather>();
        o != nullptr && node.input(1).constant && node.input(1).dims.rank() == 0) {
      auto const at = static_cast<std::size_t>(part(o->axis));
      return less(same(op::gather{part(o->axis)}, {v.base, s_.in_graph(s_.known(node.input(1).name))}), at);
    }
    if (auto const* o = op.get_if<op::concat>()) {
      std::vector<value_id> inputs;
      for (auto const& in : node.inputs) {
        auto const& other = s_.known(in.name).view;
        if (!other || other->order != v.order || !other->is_whole(s_.edit[other->base].dims))
          return std::nullopt;
        inputs.push_back(other->base);
      }
      return same(op::concat{part(o->axis)}, inputs);
    }
    if (auto const* o = op.get_if<op::reduce_mean>(); o != nullptr && o->axes.size() == 1) {
      auto const at = static_cast<std::size_t>(part(o->axes[0]));
      op::reduce_mean made = *o;
      made.axes = {part(o->axes[0])};
      return o->keep_dims ? same(made, {v.base}) : less(same(made, {v.base}), at);
    }
    if (auto const* o = op.get_if<op::reduce_max>(); o != nullptr && o->axes.size() == 1) {
      auto const at = static_cast<std::size_t>(part(o->axes[0]));
      op::reduce_max made = *o;
      made.axes = {part(o->axes[0])};
      return o->keep_dims ? same(made, {v.base}) : less(same(made, {v.base}), at);
    }
    return std::nullopt;
  }

  //! Directions that are joined and chosen: on the part of an axis.
  std::optional<axis_view> followed_in_parts(any_op const& op, axis_view const& v, node_reader const& node,
                                             std::function<std::string()> const& name) {
    auto const made = [&](any_op now, std::vector<value_id> inputs, std::size_t part, std::int64_t extent) {
      axis_view out = v;
      out.base = s_.edit.add_node(std::move(now), std::move(inputs),
                                  {s_.index.fresh_name(node.outputs[0] + "_base")}, name())[0];
      out.parts[part] = extent;
      nameless_.insert(out.base);
      return out;
    };
    auto const* join = op.get_if<op::concat>();
    auto const* choice = op.get_if<op::gather>();
    auto const* cut = op.get_if<op::slice>();
    if (cut != nullptr && (cut->axes.size() != 1 || cut->steps[0] != 1)) return std::nullopt;
    if (join == nullptr && choice == nullptr && cut == nullptr) return std::nullopt;
    std::int64_t const axis = join != nullptr ? join->axis : choice != nullptr ? choice->axis : cut->axes[0];
    std::size_t const part = v.order[axis_of(axis, v.order.size())];
    place_of_part const at = place_in(v, s_.edit[v.base].dims, part);
    if (!at.leads || part == 0) return std::nullopt;
    auto const rows = [&](std::int64_t first, std::int64_t count) {
      op::slice const taken{
          {first * at.inner}, {(first + count) * at.inner}, {static_cast<std::int64_t>(at.axis)}, {1}};
      return count == v.parts[part] ? v : made(taken, {v.base}, part, count);
    };
    if (cut != nullptr) {
      slice_range const range = range_of(cut->starts[0], cut->ends[0], 1, v.parts[part]);
      return range.count < 1 ? std::nullopt : std::optional(rows(range.start, range.count));
    }
    if (choice != nullptr) {
      auto const& which = node.input(1);
      if (!which.content || which.content->elements.size() != 1) return std::nullopt;
      std::int64_t i = which.content->elements[0].fixed;
      i += i < 0 ? v.parts[part] : 0;
      axis_view out = rows(i, 1);
      if (which.content->is_scalar) drop_part(out, part);
      return out;
    }
    std::vector<value_id> inputs;
    std::int64_t extent = 0;
    for (auto const& in : node.inputs) {
      auto const& other = s_.known(in.name).view;
      if (!other || other->order != v.order || other->parts.rank() != v.parts.rank()) return std::nullopt;
      for (std::size_t i = 0; i < v.parts.rank(); ++i)
        if (i != part && other->parts[i] != v.parts[i]) return std::nullopt;
      inputs.push_back(other->base);
      extent += other->parts[part];
    }
    return made(op::concat{static_cast<std::int64_t>(at.axis)}, inputs, part, extent);
  }

  //! Where all operands are constants, some of them repeated: the constant of one sample.
  bool read_of_repeated(any_op const& op, node_reader const& node) {
    bool any = false;
    std::vector<tensor> one, two;
    for (auto const& in : node.inputs) {
      if (in.name.empty()) return false;
      known_value const& v = s_.known(in.name);
      if (!v.repeated && !is_constant(v)) return false;
      any = any || v.repeated;
      one.push_back(v.repeated ? v.repeated : elements_of(v));
      two.push_back(one.back());
      if (!v.repeated) continue;
      op::ints twice;
      for (auto const e : v.dims) twice.push_back(e == batch_extent ? 2 : e);
      two.back() = evaluate(op::expand{twice}, "", {one.back()})[0];
    }
    if (!any ||
        (!op.is<op::slice>() && !op.is<op::gather>() && !op.is<op::squeeze>() && !op.is<op::unsqueeze>() &&
         !op.is<op::transpose>() && !op.is<op::concat>() && !op.is<op::split>() && !op.is<op::identity>()))
      return false;
    auto const made = evaluated(op, one, node.outputs.size()),
               other = evaluated(op, two, node.outputs.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
      known_value v{node.outputs[i], value_id::none, made[i].type(), made[i].dims(), {}, {}};
      for (std::size_t a = 0; a < v.dims.rank(); ++a)
        if (made[i].dims()[a] != other[i].dims()[a]) v.dims[a] = batch_extent;
      v.repeated = made[i];
      if (!v.name.empty()) s_.remember(std::move(v));
    }
    return true;
  }
  static std::vector<tensor> evaluated(any_op const& op, std::vector<tensor> const& inputs,
                                       std::size_t outputs) {
    std::vector<value> held(inputs.size());
    std::vector<value const*> seen;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      held[i].type = inputs[i].type(), held[i].dims = inputs[i].dims();
      seen.push_back(&held[i]);
    }
    auto const types = op.kind().output_types(op.held(), {seen, outputs});
    return op.kind().evaluate(op.held(), {inputs, types});
  }

  //! The value with its axes in another order: axis i is axis order[i] of the file.
  value_id arranged(known_value& v, op::ints const& order) {
    axis_view seen = v.view ? *v.view : view_of(s_.in_graph(v), v.dims);
    seen = turned(seen, op::transpose{order});
    if (node_id const by = maker(seen.base); by != node_id::none) // two turns are one, and may be none
      if (auto const* before = s_.edit[by].op.get_if<op::transpose>();
          before != nullptr && seen.is_whole(s_.edit[seen.base].dims) && !before->permutation.empty()) {
        value_id const from = s_.edit[by].inputs[0];
        axis_view earlier = turned(view_of(from, s_.edit[from].dims), *before);
        op::ints rest;
        for (auto const o : seen.order) rest.push_back(static_cast<std::int64_t>(o));
        seen = turned(earlier, op::transpose{rest});
      }
    if (seen.is_plain(s_.edit[seen.base].dims)) return seen.base;
    return made_from(s_.edit, seen, s_.index.fresh_name(v.name + "_turned"), s_.node_name);
  }
  node_id maker(value_id id) const {
    for (std::size_t i = s_.edit.node_count(); i-- > 0;)
      for (auto const out : s_.edit[static_cast<node_id>(i)].outputs)
        if (out == id) return static_cast<node_id>(i);
    return node_id::none;
  }

  //! A first state, [N or 1, D*H]; none for zeros.
  value_id state(node_reader const& node, std::size_t i, bool batch_first, shape const& x) {
    if (!node.has_input(i)) return value_id::none;
    known_value& v = s_.known(node.input(i).name);
    want(v.dims.rank() == 3, "initial states " + v.dims.text() + " have not three axes");
    tensor fixed = v.repeated ? v.repeated : v.constant;
    if (fixed) {
      if (!batch_first) fixed = evaluate(op::transpose{{1, 0, 2}}, "", {fixed})[0];
      auto const all = fixed.floats();
      if (std::all_of(all.begin(), all.end(), [](float f) { return f == 0; })) return value_id::none;
      shape const flat{fixed.dims()[0], fixed.dims()[1] * fixed.dims()[2]};
      want(flat[0] == 1 || flat[0] == x[0],
           "initial states " + v.dims.text() + " do not fit the batch of " + x.text());
      return s_.edit.add_constant(s_.index.fresh_name(v.name + "_flat"), fixed.reshaped(flat));
    }
    value_id const turned_state = arranged(v, batch_first ? op::ints{0, 1, 2} : op::ints{1, 0, 2});
    shape const dims = s_.edit[turned_state].dims, flat{dims[0], dims[1] * dims[2]};
    if (node_id const by = maker(turned_state); by != node_id::none && s_.edit[by].op.is<op::reshape>())
      if (value_id const before = s_.edit[by].inputs[0]; s_.edit[before].dims == flat) return before;
    return add(op::reshape{{dims.is_batched() ? 0 : dims[0], flat[1]}}, {turned_state}, v.name + "_flat");
  }

  template <class Layer>
  bool add_layer(recurrent_node<Layer> read, node_reader& node, std::function<std::string()> const& name) {
    bool const batch_first = read.batch_first;
    Layer op = read.layer;
    known_value& x = s_.known(node.input(0).name);
    want(x.dims.rank() == 3, "input " + x.dims.text() + " is no sequence of three axes");
    if (node.has_input(4)) check_lengths(node, x.dims[batch_first ? 1 : 0]);
    std::vector<value_id> inputs{arranged(x, batch_first ? op::ints{0, 2, 1} : op::ints{1, 2, 0})};
    shape const sequence = s_.edit[inputs[0]].dims;
    for (std::size_t i = 1; i < Layer::traits.most_inputs; ++i) {
      if (i == 5 || i == 6)
        inputs.push_back(state(node, i, batch_first, sequence));
      else
        inputs.push_back(i == 4 || !node.has_input(i) ? value_id::none
                                                      : s_.in_graph(s_.known(node.input(i).name)));
    }
    while (inputs.back() == value_id::none) inputs.pop_back();
    op.outputs = 0;
    std::vector<std::string> names, fresh;
    for (std::size_t i = 0; i < node.outputs.size() && i < 3; ++i)
      if (!node.outputs[i].empty() && s_.index.is_read(node.outputs[i])) {
        op.outputs |= std::int64_t{1} << i;
        names.push_back(node.outputs[i]);
        fresh.push_back(s_.index.fresh_name(node.outputs[i] + "_base"));
      }
    auto const made = s_.edit.add_node(op, inputs, fresh, name());
    auto const d = static_cast<std::int64_t>(op.directions());
    for (std::size_t k = 0; k < made.size(); ++k) {
      shape const dims = s_.edit[made[k]].dims;
      axis_view v{made[k],
                  {dims[0], d, dims[1] / d},
                  batch_first ? std::vector<std::size_t>{0, 1, 2} : std::vector<std::size_t>{1, 0, 2}};
      if (dims.rank() == 3) {
        v.parts.push_back(dims[2]);
        v.order = batch_first ? std::vector<std::size_t>{0, 3, 1, 2} : std::vector<std::size_t>{3, 1, 0, 2};
      }
      nameless_.insert(made[k]);
      remember_view(names[k], data_type::float32, std::move(v));
    }
    return true;
  }

  services s_;
  std::set<value_id> nameless_; //!< values behind views whose names no value of the file has yet
};

} // namespace peax::onnx::detail
