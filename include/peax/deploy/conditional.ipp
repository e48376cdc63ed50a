#pragma once
//! @file
//! The bodies of conditional.hpp.

#include <peax/core/atomic_file.hpp>
#include <peax/core/error.hpp>
#include <peax/deploy/conditional.hpp>
#include <peax/graph/extract.hpp>
#include <peax/onnx/graph_writer.hpp>
#include <peax/onnx/message.hpp>
#include <peax/report/early_exits/branch.hpp>
#include <peax/solution/decisions.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

namespace pb = ::onnx;
using type_code = pb::TensorProto_DataType;
using onnx::graph_writer;

//! A value that a graph gives: its name for those outside, its element type and shape.
struct given {
  std::string name;
  type_code type;
  std::vector<std::int64_t> dims;
};

//! Builds the nested graphs.
class conditional_builder {
 public:
  explicit conditional_builder(any_solution const& s) : s_(s), g_(*s.network), model_(onnx::message_of(g_)) {
    read_names();
    find_stages();
    auto const& last = g_[g_.outputs().back()];
    answer_ = last.name;
    answer_dims_ = batch_of_one(last.dims);
  }

  pb::ModelProto build() {
    pb::ModelProto out = model_;
    auto& top = *out.mutable_graph();
    top.clear_node();
    top.clear_initializer();
    top.clear_output();
    top.clear_value_info();
    for (auto& input : *top.mutable_input())
      input.mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(0)->set_dim_value(1);
    graph_writer to(top, names_);
    declare_state(to);
    gives_ = {{answer_, pb::TensorProto::FLOAT, answer_dims_},
              {to.fresh("exit_index"), pb::TensorProto::INT64, {1}},
              {to.fresh("confidence"), pb::TensorProto::FLOAT, {1}}};
    for (auto const& s : state_) gives_.push_back({to.fresh(s.name + "_next"), s.type, s.dims});
    for (auto const& g : gives_) graph_writer::declare(*top.add_output(), g.name, g.type, g.dims);
    // The network's own output keeps its name at the top; inside it is called otherwise.
    for (auto& n : *model_.mutable_graph()->mutable_node())
      for (auto& name : *n.mutable_output())
        if (name == answer_) name = inner_answer();
    for (auto& n : *model_.mutable_graph()->mutable_node())
      for (auto& name : *n.mutable_input())
        if (name == answer_) name = inner_answer();
    std::vector<std::string> names;
    for (auto const& g : gives_) names.push_back(g.name);
    write_stage(to, 0, names);
    return out;
  }

 private:
  [[nodiscard]] std::size_t exits() const { return g_.outputs().size(); }
  [[nodiscard]] bool repeats() const { return s_.decision.repeats(); }
  [[nodiscard]] bool patience() const { return s_.decision.is<result::temporal_patience>(); }
  [[nodiscard]] bool previous() const {
    auto const* const map = s_.decision.get_if<result::signature_change>();
    return map != nullptr && map->reference == decision::reference::previous;
  }

  static std::vector<std::int64_t> batch_of_one(shape const& dims) {
    std::vector<std::int64_t> out(dims.begin(), dims.end());
    if (!out.empty()) out[0] = 1;
    return out;
  }
  [[nodiscard]] std::int64_t width(std::size_t exit) const { return g_[g_.outputs()[exit]].dims.elements(); }
  [[nodiscard]] std::string const& inner_answer() { return inner_; }
  [[nodiscard]] std::string at(std::size_t exit) {
    std::string const& name = g_[g_.outputs()[exit]].name;
    return name == answer_ ? inner_ : name;
  }

  void read_names() {
    auto const& graph = model_.graph();
    for (auto const& v : graph.input()) names_.insert(v.name());
    for (auto const& t : graph.initializer()) names_.insert(t.name());
    for (auto const& n : graph.node()) {
      names_.insert(n.name());
      names_.insert(n.output().begin(), n.output().end());
    }
    inner_ = "peax/answer";
    while (!names_.insert(inner_).second) inner_ += "_";
  }

  //! The first exit that needs each node and each initializer: the graph in which it lies.
  void find_stages() {
    auto const& graph = model_.graph();
    node_stage_.assign(static_cast<std::size_t>(graph.node_size()), exits() - 1);
    constant_stage_.assign(static_cast<std::size_t>(graph.initializer_size()), exits() - 1);
    for (std::size_t e = exits(); e-- > 0;) {
      std::set<std::string> needed{g_[g_.outputs()[e]].name};
      for (int i = graph.node_size(); i-- > 0;) {
        auto const& n = graph.node(i);
        if (std::none_of(n.output().begin(), n.output().end(),
                         [&](auto const& o) { return needed.contains(o); }))
          continue;
        needed.insert(n.input().begin(), n.input().end());
        auto& stage = node_stage_[static_cast<std::size_t>(i)];
        stage = std::min(stage, e);
      }
      for (int i = 0; i < graph.initializer_size(); ++i)
        if (needed.contains(graph.initializer(i).name())) {
          auto& stage = constant_stage_[static_cast<std::size_t>(i)];
          stage = std::min(stage, e);
        }
    }
  }

  void declare_state(graph_writer& to) {
    if (!repeats()) return;
    auto const input = [&](std::string const& wish, type_code type, std::vector<std::int64_t> dims,
                           bool is_state) {
      std::string name = to.fresh(wish);
      while (is_state && names_.contains(name + "_next")) name = to.fresh(wish); // both names belong together
      graph_writer::declare(*to.graph().add_input(), name, type, dims);
      if (is_state) state_.push_back({name, type, std::move(dims)});
      return name;
    };
    first_ = input("first", pb::TensorProto::BOOL, {1}, false);
    (void)input("label", pb::TensorProto::INT64, {1}, true);
    (void)input("last_" + answer_, pb::TensorProto::FLOAT, answer_dims_, true);
    for (std::size_t e = 0; e + 1 < exits(); ++e)
      (void)input("reference_" + s_.exits[e].name, pb::TensorProto::FLOAT, {1, width(e)}, true);
    for (std::size_t e = 0; patience() && e + 1 < exits(); ++e)
      (void)input("agreed_" + s_.exits[e].name, pb::TensorProto::BOOL, {1}, true);
  }
  [[nodiscard]] std::string const& label() const { return state_[0].name; }
  [[nodiscard]] std::string const& last() const { return state_[1].name; }
  [[nodiscard]] std::string const& reference(std::size_t e) const { return state_[2 + e].name; }
  [[nodiscard]] std::string const& agreed(std::size_t e) const { return state_[1 + exits() + e].name; }

  //! How an exit's output is read: logits, probabilities, or not at all.
  enum class reading : std::uint8_t { none, probabilities, logits };
  [[nodiscard]] reading reading_of(std::size_t exit) const {
    if (exit + 1 == exits()) {
      auto const form = report::answer_form_of(extract(g_, g_.inputs(), g_.outputs().last(1), "answers"));
      if (!form) return reading::none;
      return form == report::answer_form::logits ? reading::logits : reading::probabilities;
    }
    return s_.outputs_are == result::output_form::logits ? reading::logits : reading::probabilities;
  }

  //! [1, width], or both classes of one output: {1 - p, p}, of logits {0, z}.
  std::string scores(graph_writer& to, std::size_t exit, reading form) {
    std::string flat = to.value("Flatten", {at(exit)}, "axis", 1);
    if (width(exit) > 1) return flat;
    std::string const other =
        form == reading::logits ? to.value("Sub", {flat, flat}) : to.value("Sub", {to.floats({1.0F}), flat});
    return to.value("Concat", {other, flat}, "axis", 1);
  }

  std::string as_one(graph_writer& to, std::string const& scalar) {
    return to.value("Reshape", {scalar, to.integers({1})});
  }

  std::string confidence(graph_writer& to, std::size_t exit) {
    reading const form = reading_of(exit);
    if (form == reading::none) return to.floats({0.0F});
    std::string p = scores(to, exit, form);
    if (form == reading::logits) p = to.value("Softmax", {p}, "axis", 1);
    auto const* const c = s_.decision.get_if<result::confidence>();
    switch (c != nullptr ? c->rule : decision::confidence_rule::max_probability) {
    case decision::confidence_rule::max_probability:
      return as_one(to, to.value("ReduceMax", {p}, "keepdims", 0));
    case decision::confidence_rule::margin: {
      std::string const values = to.fresh("peax/two_largest"), indices = to.fresh("peax/their_places");
      bool const attribute = g_.opset() < 10;
      auto& n =
          to.node("TopK", attribute ? std::vector{p} : std::vector{p, to.integers({2})}, {values, indices});
      graph_writer::add_attribute(n, "axis", 1);
      if (attribute) graph_writer::add_attribute(n, "k", 2);
      std::string const first = to.value("Gather", {values, to.integers({0})}, "axis", 1),
                        second = to.value("Gather", {values, to.integers({1})}, "axis", 1);
      return as_one(to, to.value("Sub", {first, second}));
    }
    case decision::confidence_rule::entropy: break;
    }
    std::string const kept = to.value("Max", {p, to.floats({1.0e-37F})});
    return as_one(to, to.value("ReduceSum", {to.value("Mul", {p, to.value("Log", {kept})})}, "keepdims", 0));
  }

  //! The label of an exit, int64 [1].
  std::string label_of(graph_writer& to, std::size_t exit) {
    reading const form = reading_of(exit);
    if (form == reading::none) return to.integers({0});
    return as_one(to, to.value("ArgMax", {scores(to, exit, form)}, "axis", 1));
  }

  //! A branch: an `If` attribute whose graph gives as many values as the top.
  pb::GraphProto& branch(pb::NodeProto& n, char const* name) {
    auto& a = *n.add_attribute();
    a.set_name(name);
    a.set_type(pb::AttributeProto::GRAPH);
    a.mutable_g()->set_name(name);
    return *a.mutable_g();
  }

  std::vector<std::string> declare_branch(graph_writer& to) {
    std::vector<std::string> names;
    for (auto const& g : gives_) {
      names.push_back(to.fresh("peax/" + g.name));
      graph_writer::declare(*to.graph().add_output(), names.back(), g.type, g.dims);
    }
    return names;
  }

  static void rename(graph_writer& to, std::string const& from, std::string const& name) {
    (void)to.node("Identity", {from}, {name});
  }

  //! The answer of an exit in the shape of the network's.
  void give_answer(graph_writer& to, std::size_t exit, std::string const& name) {
    if (batch_of_one(g_[g_.outputs()[exit]].dims) == answer_dims_) return rename(to, at(exit), name);
    (void)to.node("Reshape", {at(exit), to.integers(answer_dims_)}, {name});
  }

  //! What a sample gives that ends at an early exit.
  void write_end(graph_writer& to, std::size_t exit, std::string const& confidence,
                 std::vector<std::string> const& names) {
    rename(to, to.integers({static_cast<std::int64_t>(exit)}), names[1]);
    rename(to, confidence, names[2]);
    if (!repeats()) return give_answer(to, exit, names[0]);
    rename(to, last(), names[0]);
    for (std::size_t k = 0; k < state_.size(); ++k)
      rename(to, previous() && k == 2 + exit ? vectors_[exit] : state_[k].name, names[3 + k]);
  }

  //! What a sample gives that runs to the end.
  void write_whole(graph_writer& to, std::vector<std::string> const& names) {
    std::size_t const last_exit = exits() - 1;
    rename(to, at(last_exit), names[0]);
    rename(to, to.integers({static_cast<std::int64_t>(last_exit)}), names[1]);
    rename(to, repeats() ? to.floats({0.0F}) : confidence(to, last_exit), names[2]);
    if (!repeats()) return;
    std::string const label = label_of(to, last_exit);
    rename(to, label, names[3]);
    rename(to, at(last_exit), names[4]);
    for (std::size_t e = 0; e < last_exit; ++e) rename(to, vectors_[e], names[5 + e]);
    for (std::size_t e = 0; patience() && e < last_exit; ++e)
      rename(to, to.value("Equal", {own_[e], label}), names[5 + last_exit + e]);
  }

  //! Whether a sample ends here, and its confidence.
  std::pair<std::string, std::string> decide(graph_writer& to, std::size_t exit) {
    float const threshold = s_.thresholds[exit];
    if (!repeats()) {
      std::string const c = confidence(to, exit);
      return {to.value("Not", {to.value("Less", {c, to.floats({threshold})})}), c};
    }
    vectors_.push_back(to.value("Flatten", {at(exit)}, "axis", 1));
    std::string const apart = to.value("Sub", {vectors_[exit], reference(exit)});
    std::string const squared =
        as_one(to, to.value("ReduceSum", {to.value("Mul", {apart, apart})}, "keepdims", 0));
    std::string stops = to.value("Less", {squared, to.floats({threshold * threshold})});
    stops = to.value("And", {stops, to.value("Not", {first_})});
    if (patience()) {
      own_.push_back(label_of(to, exit));
      stops =
          to.value("And", {stops, to.value("And", {agreed(exit), to.value("Equal", {own_[exit], label()})})});
    }
    return {stops, to.value("Neg", {to.value("Sqrt", {squared})})};
  }

  void write_stage(graph_writer& to, std::size_t exit, std::vector<std::string> const& names) {
    auto& from = *model_.mutable_graph();
    for (int i = 0; i < from.initializer_size(); ++i)
      if (constant_stage_[static_cast<std::size_t>(i)] == exit)
        to.graph().add_initializer()->Swap(from.mutable_initializer(i));
    for (int i = 0; i < from.node_size(); ++i)
      if (node_stage_[static_cast<std::size_t>(i)] == exit) *to.graph().add_node() = from.node(i);
    if (exit + 1 == exits()) return write_whole(to, names);
    auto const [stops, how_sure] = decide(to, exit);
    auto& n = to.node("If", {stops}, names);
    graph_writer then(branch(n, "then_branch"), names_);
    write_end(then, exit, how_sure, declare_branch(then));
    graph_writer other(branch(n, "else_branch"), names_);
    auto const inner = declare_branch(other);
    write_stage(other, exit + 1, inner);
  }

  any_solution const& s_;
  graph const& g_;
  pb::ModelProto model_;
  std::set<std::string> names_;
  std::vector<std::size_t> node_stage_, constant_stage_;
  std::string answer_, inner_, first_;
  std::vector<std::int64_t> answer_dims_;
  std::vector<given> gives_, state_;
  std::vector<std::string> vectors_, own_; //!< of each early exit: its output, [1, width], and its label
};

} // namespace detail

PEAX_INLINE std::optional<std::string> why_no_conditional(any_solution const& s) {
  graph const& g = *s.network;
  auto const& d = s.decision;
  bool const known = d.is<result::confidence>() || d.is<result::difference_detection>() ||
                     d.is<result::temporal_patience>() || d.is<result::signature_change>();
  if (g.outputs().size() < 2) return "it has no early exit";
  if (s.thresholds.size() + 1 != g.outputs().size())
    return fmt::format("it has {} thresholds for {} exits; every exit but the last has one",
                       s.thresholds.size(), g.outputs().size());
  if (!known) return fmt::format("the decision {} is none of the library", d.kind());
  for (auto const id : g.outputs().first(g.outputs().size() - 1))
    if (!d.repeats() && g[id].dims.elements() != g[g.outputs().back()].dims.elements())
      return fmt::format("exit '{}' gives {}, the network {}", g[id].name, g[id].dims.text(),
                         g[g.outputs().back()].dims.text());
  return std::nullopt;
}

PEAX_INLINE std::string conditional_bytes(any_solution const& s) {
  if (auto const why = why_no_conditional(s))
    throw bad_input(fmt::format("{}: there is no conditional file: {}", s.network.name(), *why));
  auto const model = detail::conditional_builder(s).build();
  std::string bytes;
  if (!model.SerializeToString(&bytes))
    throw bad_input(fmt::format("network '{}' does not fit into the 2 GB of an ONNX file", s.network.name()));
  return bytes;
}

PEAX_INLINE void save_conditional(any_solution const& s, std::filesystem::path const& file) {
  write_file(file.string(), conditional_bytes(s));
}

} // namespace peax::deploy
