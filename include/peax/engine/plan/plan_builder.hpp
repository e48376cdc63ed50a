#pragma once
//! @file
//! Makes a plan: lowers the graph, gives every value a place, makes the steps, orders them, and lays out the memory.

#include <peax/core/error.hpp>
#include <peax/engine/boundary.hpp>
#include <peax/engine/make_step.hpp>
#include <peax/engine/plan/lowering.hpp>
#include <peax/engine/plan/plan_memory.hpp>
#include <peax/engine/plan/plan_parts.hpp>
#include <peax/engine/plan/recomputation.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

class plan_builder {
 public:
  plan_builder(graph const& g, index batch, plan_options const& options)
      : plan_{.graph = g, .options = options}, low_(plan_.graph, plan_.options) {
    if (batch < 1)
      throw bad_input("plan of " + g.name() + ": a batch of " + std::to_string(batch) + " samples");
    plan_.batch = batch;
  }

  [[nodiscard]] plan_parts build() {
    values_.resize(plan_.graph.values().size());
    gradients_.resize(values_.size());
    choose_partition();
    place_parameters();
    place_constants();
    place_inputs();
    for (auto const& l : low_.steps()) add(l);
    for (auto id : low_.wanted()) add_wanted(id);
    order_tasks();
    std::size_t partial_floats = 0;
    index const groups = plan_.parts.groups(plan_.batch);
    plan_.segments = cut_into_segments(plan_.tasks, groups, partial_floats);
    if (compute_again(plan_, buffers_))
      plan_.segments = cut_into_segments(plan_.tasks, groups, partial_floats);
    plan_.partials = aligned_buffer(partial_floats);
    for (auto const& t : plan_.tasks)
      if (t.backward && !t.again && t.what->partial_size() > 0)
        t.what->partials = plan_.partials.data() + t.partial_offset;
    for (auto& s : plan_.steps) {
      bool const batched = is_batched(*s);
      s->reserve(batched ? plan_.parts.chunks(plan_.batch) : 1,
                 batched ? plan_.parts.groups(plan_.batch) : 1);
      s->size_for(batched ? plan_.batch : 1, batched ? plan_.parts.chunk : 1);
      plan_.workspace_floats = std::max(plan_.workspace_floats, s->workspace());
    }
    plan_memory_of(plan_, buffers_);
    return std::move(plan_);
  }

 private:
  graph const& g() const { return plan_.graph; }

  void choose_partition() {
    std::int64_t largest = 1;
    for (auto const& l : low_.steps())
      for (auto id : l.outputs)
        if (id != value_id::none && g()[id].dims.is_batched())
          largest = std::max(largest, g()[id].dims.elements());
    plan_.parts = partition_of(plan_.batch, static_cast<index>(largest));
  }

  storage* new_storage(shape const& dims, bool planned, bool pinned = false) {
    storage& s = plan_.storages.emplace_back();
    auto const size = static_cast<index>(dims.elements());
    s.sample_size = dims.is_batched() ? size : 0;
    if (planned) {
      s.buffer = static_cast<index>(buffers_.size());
      buffers_.push_back({&s, static_cast<std::size_t>(size), dims.is_batched(), pinned});
    }
    return &s;
  }

  void place_list(std::vector<value_id> const& ids, std::vector<parameter>& list, aligned_buffer& memory) {
    std::size_t offset = 0;
    for (auto id : ids) {
      std::size_t const size = g()[id].constant.size();
      list.push_back({id, offset, size});
      offset += in_lines(size);
    }
    memory = aligned_buffer(offset);
    for (auto const& p : list) {
      auto const from = g()[p.id].constant.floats();
      std::copy(from.begin(), from.end(), memory.data() + p.offset);
      storage* const s = new_storage(g()[p.id].dims, false);
      s->shared = memory.data() + p.offset;
      values_[index_of(p.id)] = {s, g()[p.id].dims, false};
    }
  }

  void place_parameters() {
    place_list(low_.trained(), plan_.parameters, plan_.parameter_memory);
    plan_.gradient_memory = aligned_buffer(plan_.parameter_memory.size());
    for (auto const& p : plan_.parameters) {
      storage* const s = new_storage(g()[p.id].dims, false);
      s->shared = plan_.gradient_memory.data() + p.offset;
      gradients_[index_of(p.id)] = {s, g()[p.id].dims, false};
    }
    std::vector<value_id> statistics;
    for (auto const& l : low_.steps())
      if (low_.uses_batch_statistics(l.main))
        for (std::size_t i = 3; i < 5; ++i)
          if (g()[g()[l.main].input(i)].is_constant()) statistics.push_back(g()[l.main].input(i));
    std::sort(statistics.begin(), statistics.end());
    statistics.erase(std::unique(statistics.begin(), statistics.end()), statistics.end());
    place_list(statistics, plan_.statistics, plan_.statistics_memory);
  }

  //! Constants that do not train: float32 where they are, others converted once.
  void place_constants() {
    std::size_t floats = 0;
    for (auto const& v : g().values())
      if (v.is_constant() && v.type != data_type::float32) floats += in_lines(v.constant.size());
    plan_.constants = aligned_buffer(floats);
    float* next = plan_.constants.data();
    for (std::size_t i = 0; i < values_.size(); ++i) {
      value const& v = g().values()[i];
      if (!v.is_constant() || values_[i]) continue;
      storage* const s = new_storage(v.dims, false);
      if (v.type == data_type::float32) {
        s->shared = const_cast<float*>(v.constant.floats().data()); // read only: no step writes to a constant
      } else {
        s->shared = next;
        as_floats(v.constant, next);
        next += in_lines(v.constant.size());
      }
      values_[i] = {s, v.dims, false};
    }
  }

  void place_inputs() {
    for (auto id : g().inputs()) {
      shape const& dims = g()[id].dims;
      storage* const user = new_storage(dims, false);
      plan_.inputs.push_back(user);
      operand const given{user, dims, false};
      operand stored{user, dims, stored_channels_last(dims)};
      if (!stored.in_graph_order()) {
        if (low_.live_readers(id) == 0 && !low_.is_wanted(id)) continue;
        stored.place = new_storage(dims, true);
        add_conversion(given, stored);
      }
      values_[index_of(id)] = stored;
    }
  }

  void add_conversion(operand const& from, operand const& to) {
    auto one = std::make_unique<reorder_step>();
    one->inputs = {from};
    one->outputs = {to};
    one->input_gradients.resize(1);
    one->output_gradients.resize(1);
    plan_.steps.push_back(std::move(one));
  }

  //! The gradient of a value; made when first asked for. Views share the gradient of what they look at.
  operand gradient_of(value_id id) {
    operand const& v = values_[index_of(id)];
    operand& gradient = gradients_[index_of(id)];
    if (gradient) return gradient;
    storage*& place = gradient_places_[v.place];
    if (place == nullptr) place = new_storage(v.dims, true);
    return gradient = {place, v.dims, v.channels_last};
  }

  [[nodiscard]] bool is_view(node const& n) const {
    bool const dropout =
        n.op.is<op::dropout>() && (!plan_.options.training || n.op.get<op::dropout>().ratio <= 0);
    bool const cast = n.op.is<op::cast>() && g()[n.inputs[0]].type == data_type::float32 &&
                      n.op.get<op::cast>().to == data_type::float32;
    return dropout || cast || n.op.traits().view;
  }

  void add(lowered const& l) {
    node const& n = g()[l.main];
    if (is_view(n) && values_[index_of(n.inputs[0])].same_memory_as(g()[l.outputs[0]].dims)) {
      shape const& dims = g()[l.outputs[0]].dims;
      operand const& from = values_[index_of(n.inputs[0])];
      values_[index_of(l.outputs[0])] = {from.place, dims, stored_channels_last(dims)};
      if (gradients_[index_of(n.inputs[0])]) // of a parameter
        gradients_[index_of(l.outputs[0])] = {gradients_[index_of(n.inputs[0])].place, dims,
                                              stored_channels_last(dims)};
      return;
    }
    step_request r{.graph = g(), .node = n};
    r.training = plan_.options.training;
    r.exact_convolution = plan_.options.exact_convolution;
    r.batch_statistics = low_.uses_batch_statistics(l.main);
    r.limits = l.limits;
    r.seed = plan_.options.seed * 0x9e3779b97f4a7c15ULL + index_of(l.main);
    std::vector<value_id> ids = n.inputs;
    if (l.bias != value_id::none) ids.push_back(l.bias);
    bool const any_order = n.op.traits().any_order; // the others want the engine's
    bool const gives_gradient =
        std::any_of(l.outputs.begin(), l.outputs.end(), [&](value_id id) { return low_.has_gradient(id); });
    for (std::size_t i = 0; i < ids.size(); ++i) {
      operand from = ids[i] == value_id::none ? operand{} : values_[index_of(ids[i])];
      if (i == 0 && !any_order && from.place != nullptr && stored_channels_last(from.dims) &&
          !from.in_engine_order()) { // a constant
        if (low_.has_gradient(ids[i]))
          throw bad_input(std::string(n.op.name()) + " '" + n.name +
                          "': its data input is a constant that trains, which is not supported");
        operand const to{new_storage(from.dims, true), from.dims, true};
        add_conversion(from, to);
        from = to;
      }
      r.inputs.push_back(from);
      r.wants_gradient.push_back(gives_gradient && low_.has_gradient(ids[i]));
    }
    if (l.norm != node_id::none) {
      for (std::size_t i = 1; i < 5; ++i) r.norm.push_back(values_[index_of(g()[l.norm].inputs[i])]);
      r.norm_epsilon = g()[l.norm].op.get<op::batch_normalization>().epsilon;
    }
    for (auto id : l.outputs) {
      operand to;
      if (id != value_id::none) {
        shape const& dims = g()[id].dims;
        to = {new_storage(dims, true, low_.is_wanted(id)), dims, stored_channels_last(dims)};
        values_[index_of(id)] = to;
      }
      r.outputs.push_back(to);
    }
    auto one = make_step(n.op, r);
    one->node = l.main;
    if (r.differentiated()) {
      for (std::size_t i = 0; i < ids.size(); ++i)
        if (r.wants_gradient[i]) one->input_gradients[i].to = gradient_of(ids[i]);
      for (std::size_t i = 0; i < l.outputs.size(); ++i)
        if (low_.has_gradient(l.outputs[i])) one->output_gradients[i] = gradient_of(l.outputs[i]);
      differentiated_.push_back(one.get());
    }
    plan_.steps.push_back(std::move(one));
  }

  void add_wanted(value_id id) {
    wanted_value w;
    w.id = id;
    w.stored = values_[index_of(id)];
    w.result = {w.stored.place, w.stored.dims, false};
    if (w.stored.place->buffer >= 0)
      buffers_[static_cast<std::size_t>(w.stored.place->buffer)].pinned = true; // seen through a view too
    auto one = std::make_unique<export_step>();
    bool const converts = !w.stored.in_graph_order();
    if (converts) w.result.place = new_storage(w.stored.dims, true, true);
    one->inputs = {w.stored};
    one->outputs = {converts ? w.result : operand{}};
    one->input_gradients.resize(1);
    if (low_.has_gradient(id)) {
      w.seed = new_storage(w.stored.dims, false);
      w.seed_size = w.seed->sample_size;
      most_zeros_ = std::max(most_zeros_, w.stored.sample_size());
      one->output_gradients = {{w.seed, w.stored.dims, false}};
      one->input_gradients[0].to = gradient_of(id);
      differentiated_.push_back(one.get());
    }
    if (converts || w.seed != nullptr) plan_.steps.push_back(std::move(one));
    plan_.wanted.push_back(std::move(w));
  }

  //! Forward tasks, then backward tasks in reverse. The first to write a gradient overwrites, the others add.
  void order_tasks() {
    for (auto const& s : plan_.steps)
      for (int phase = 0; phase < s->forward_phases(); ++phase)
        plan_.tasks.push_back({s.get(), false, phase});
    std::map<storage const*, bool> written;
    std::vector<std::unique_ptr<step>> zeros;
    for (std::size_t i = differentiated_.size(); i-- > 0;) {
      step& s = *differentiated_[i];
      if (dynamic_cast<export_step*>(&s) == nullptr)
        for (auto const& o : s.output_gradients)
          if (o && !written[o.place]) { // nobody used this output
            auto zero = std::make_unique<zero_step>();
            zero->inputs = {o};
            zero->input_gradients = {{o, store::overwrite}};
            written[o.place] = true;
            plan_.tasks.push_back({zero.get(), true, 0});
            zeros.push_back(std::move(zero));
          }
      for (auto& target : s.input_gradients) {
        if (!target) continue;
        bool& seen = written[target.to.place];
        target.mode = seen ? store::add : store::overwrite;
        seen = true;
      }
      for (int phase = 0; phase < s.backward_phases(); ++phase) plan_.tasks.push_back({&s, true, phase});
    }
    for (auto& z : zeros) plan_.steps.push_back(std::move(z));
    plan_.zeros = aligned_buffer(static_cast<std::size_t>(most_zeros_ * plan_.parts.group));
  }

  plan_parts plan_;
  lowering low_;
  std::vector<planned_buffer> buffers_;
  std::vector<operand> values_, gradients_;
  std::map<storage const*, storage*> gradient_places_;
  std::vector<step*> differentiated_;
  index most_zeros_ = 0;
};

} // namespace peax::engine

// Plans stand within plans (a branch has one): whichever header comes first, the class is whole before the body that uses it.
#ifndef PEAX_COMPILED
#include <peax/engine/plan/make_parts.ipp>
#endif
