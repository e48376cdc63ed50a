#pragma once
//! @file
//! Gives every value and gradient of a plan its memory: in the thread's own small memory where it lives and dies within a
//! segment, in the arena of the whole batch where it does not, and in its predecessor's place where that is free.

#include <peax/engine/plan/memory_plan.hpp>
#include <peax/engine/plan/plan_parts.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace peax::engine {

//! A value or gradient that needs memory.
struct planned_buffer {
  storage* place = nullptr;
  std::size_t floats = 0; //!< of one sample
  bool batched = true;
  bool pinned = false; //!< stays readable after the run
  interval alive = {}; //!< tasks that use it
  bool is_computed_again = false;
  interval again = {}; //!< then: tasks of the backward pass that use it
  std::size_t lies_in = std::numeric_limits<std::size_t>::max(); //!< the buffer whose memory it takes over

  [[nodiscard]] bool is_used() const { return !alive.is_empty(); }
  [[nodiscard]] bool is_merged() const { return lies_in != std::numeric_limits<std::size_t>::max(); }
};

//! Calls what(operand) for everything in planned memory that a task reads or writes. Results are written in a step's last phase.
template <class What> void each_operand(task const& one, What const& what) {
  step const& s = *one.what;
  bool const forward = !one.backward || one.again;
  bool const last_phase = one.again || one.phase + 1 == (forward ? s.forward_phases() : s.backward_phases());
  for (std::size_t i = 0; i < s.inputs.size(); ++i)
    if (forward || s.backward_reads_input(i)) what(s.inputs[i]);
  if (forward ? last_phase : s.backward_reads_outputs())
    for (auto const& o : s.outputs) what(o);
  if (forward) return;
  for (auto const& o : s.output_gradients) what(o);
  if (last_phase)
    for (auto const& o : s.input_gradients) what(o.to);
}

//! Lifetimes and merges of the buffers of a plan.
class plan_memory_of {
 public:
  plan_memory_of(plan_parts& plan, std::vector<planned_buffer>& buffers) : plan_(plan), buffers_(buffers) {
    find_lifetimes();
    merge_in_place();
    assign();
  }

 private:
  [[nodiscard]] planned_buffer* buffer_of(operand const& o) const {
    return o && o.place->buffer >= 0 ? &buffers_[static_cast<std::size_t>(o.place->buffer)] : nullptr;
  }

  void touch(operand const& o, std::size_t at) {
    if (auto* b = buffer_of(o))
      (b->is_computed_again && plan_.tasks[at].backward ? b->again : b->alive).include(at);
  }

  void find_lifetimes() {
    for (std::size_t t = 0; t < plan_.tasks.size(); ++t)
      each_operand(plan_.tasks[t], [&](operand const& o) { touch(o, t); });
  }

  [[nodiscard]] planned_buffer& root(planned_buffer& b) const {
    planned_buffer* at = &b;
    while (at->is_merged()) at = &buffers_[at->lies_in];
    return *at;
  }

  //! `later` takes the memory of `earlier`, which dies in task t, where `later` begins.
  void merge(operand const& earlier, operand const& later, std::size_t first_task, std::size_t last_task) {
    planned_buffer *from = buffer_of(earlier), *to = buffer_of(later);
    if (from == nullptr || to == nullptr || from == to) return;
    planned_buffer& r = root(*from);
    if (&root(*to) == &r || to->is_merged() || r.pinned || from->alive.last > last_task ||
        r.alive.last > last_task || to->alive.first < first_task || r.is_computed_again ||
        to->is_computed_again)
      return;
    if (from->floats != to->floats || from->batched != to->batched) return;
    if (lives_in_one_segment(*to) && !lives_in_one_segment(r))
      return; // the thread's own memory stays in its cache
    to->lies_in = static_cast<std::size_t>(&r - buffers_.data());
    r.alive.last = std::max(r.alive.last, to->alive.last);
    r.pinned = r.pinned || to->pinned;
  }

  //! Whether the memory of one thread holds the buffer, chunk by chunk.
  [[nodiscard]] bool lives_in_one_segment(planned_buffer const& b) const {
    if (!b.batched || b.pinned || !b.is_used()) return false;
    if (b.is_computed_again) return true;
    std::size_t const first = segment_of(b.alive.first);
    return first == segment_of(b.alive.last) && plan_.segments[first].batched;
  }

  void merge_in_place() {
    for (std::size_t t = 0; t < plan_.tasks.size(); ++t) {
      task const& one = plan_.tasks[t];
      step const& s = *one.what;
      bool const last_phase = one.phase + 1 == (one.backward ? s.backward_phases() : s.forward_phases());
      if (!last_phase || one.again) continue;
      std::size_t const first = t - static_cast<std::size_t>(one.phase);
      if (!one.backward) {
        for (std::size_t i = 0; i < s.inputs.size(); ++i)
          if (s.outputs.size() == 1 && s.may_overwrite_input(i) && is_only(s.inputs, i)) {
            merge(s.inputs[i], s.outputs[0], first, t);
            if (auto* b = buffer_of(s.outputs[0]); b != nullptr && b->is_merged()) break;
          }
      } else if (s.output_gradients.size() == 1) {
        for (std::size_t i = 0; i < s.input_gradients.size(); ++i) {
          gradient_target const& target = s.input_gradients[i];
          auto const same = [&](gradient_target const& other) { return other.to.place == target.to.place; };
          if (!target || target.mode == store::add || !s.may_overwrite_output_gradient(i)) continue;
          if (std::count_if(s.input_gradients.begin(), s.input_gradients.end(), same) != 1) continue;
          merge(s.output_gradients[0], target.to, first, t);
          if (auto* b = buffer_of(target.to); b != nullptr && b->is_merged()) break;
        }
      }
    }
  }

  static bool is_only(std::vector<operand> const& list, std::size_t i) {
    return std::count_if(list.begin(), list.end(),
                         [&](operand const& o) { return o.place == list[i].place; }) == 1;
  }

  [[nodiscard]] std::size_t segment_of(std::size_t t) const {
    std::size_t s = 0;
    while (plan_.segments[s].last <= t) ++s;
    return s;
  }

  void assign() {
    std::vector<lifetime> shared, local;
    std::vector<planned_buffer*> shared_buffers, local_buffers;
    for (auto& b : buffers_) {
      if (b.is_merged() || !(b.is_used() || b.pinned)) continue;
      if (lives_in_one_segment(b)) {
        local.push_back({b.floats * static_cast<std::size_t>(plan_.parts.chunk), b.alive, b.again});
        local_buffers.push_back(&b);
      } else {
        std::size_t const all = plan_.segments.empty() ? 0 : plan_.segments.size() - 1,
                          first = b.is_used() ? segment_of(b.alive.first) : 0,
                          last = b.is_used() ? segment_of(b.alive.last) : 0;
        shared.push_back({b.floats * static_cast<std::size_t>(b.batched ? plan_.batch : 1),
                          {first, b.pinned ? all : last}});
        shared_buffers.push_back(&b);
      }
    }
    memory_plan const arena = plan_memory(shared);
    plan_.arena = aligned_buffer(arena.floats);
    for (std::size_t i = 0; i < shared_buffers.size(); ++i)
      shared_buffers[i]->place->shared = plan_.arena.data() + arena.offsets[i];
    memory_plan const of_thread = plan_memory(local);
    plan_.local_floats = of_thread.floats;
    for (std::size_t i = 0; i < local_buffers.size(); ++i)
      local_buffers[i]->place->local_offset = of_thread.offsets[i];
    for (auto& b : buffers_)
      if (b.is_merged()) {
        planned_buffer const& r = root(b);
        b.place->shared = r.place->shared;
        b.place->local_offset = r.place->local_offset;
      }
  }

  plan_parts& plan_;
  std::vector<planned_buffer>& buffers_;
};

} // namespace peax::engine
