#pragma once
//! @file
//! A plan without its op set: running a network forward and backward on batches, and its parameters.

#include <peax/core/error.hpp>
#include <peax/engine/plan/make_parts.hpp>
#include <peax/engine/plan/plan_parts.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/network.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

//! A network prepared for batches of at most `batch()` samples. Running it allocates nothing. Made by `plan`.
//! Inputs and outputs are float32 in the graph's order, [n, ...]; integer values are given as floats.
class any_plan {
 public:
  any_plan(peax::graph const& g, index batch, plan_options const& options, op_functions const& ops)
      : parts_(make_parts(g, batch, options, ops)), finish_(ops.finish), team_(options.threads) {
    arrange_workers();
    parameters_changed();
  }
  any_plan(any_plan const&) = delete;
  any_plan& operator=(any_plan const&) = delete;
  any_plan(any_plan&&) = default;

  [[nodiscard]] index batch() const { return parts_.batch; }
  [[nodiscard]] int threads() const { return team_.threads(); }
  [[nodiscard]] peax::graph const& graph() const { return parts_.graph; }

  //! Computes the wanted values for n <= batch() samples; one pointer for each input of the graph, [n, ...].
  //! Values that do not depend on the sample count as one sample.
  void forward(std::span<float const* const> inputs, index n) {
    if (inputs.size() != parts_.inputs.size())
      throw bad_input("plan of " + parts_.graph.name() + ": " + std::to_string(inputs.size()) +
                      " inputs given, the network has " + std::to_string(parts_.inputs.size()));
    if (n < 1 || n > parts_.batch)
      throw bad_input("plan of " + parts_.graph.name() + ": " + std::to_string(n) +
                      " samples given, it is made for 1 to " + std::to_string(parts_.batch));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      parts_.inputs[i]->shared = const_cast<float*>(inputs[i]); // never written
    samples_ = n;
    ++runs_;
    if (parts_.options.training) parameters_changed();
    run(false);
  }

  //! For networks with one input.
  void forward(float const* input, index n) { forward(std::span<float const* const>(&input, 1), n); }

  //! Number of wanted values, and the i-th of them after forward: [n, ...] in the graph's order.
  [[nodiscard]] std::size_t output_count() const { return parts_.wanted.size(); }
  [[nodiscard]] value_id output_id(std::size_t i) const { return parts_.wanted[i].id; }
  [[nodiscard]] shape const& output_dims(std::size_t i) const { return parts_.wanted[i].result.dims; }
  [[nodiscard]] std::span<float const> output(std::size_t i) const { return whole(parts_.wanted[i].result); }

  //! The i-th wanted value as the engine keeps it: [n, spatial..., channels] for ranks 3 and 4.
  [[nodiscard]] std::span<float const> stored_output(std::size_t i) const {
    return whole(parts_.wanted[i].stored);
  }

  //! Gradients of the trained parameters from those of the wanted values (graph's order, [n, ...]; nullptr: zero).
  //! The last forward must have been of the same samples. The inputs of that forward must still be in their place.
  void backward(std::span<float const* const> output_gradients) {
    if (!parts_.options.training)
      throw bad_input("plan of " + parts_.graph.name() + ": it was made for inference and has no gradients");
    if (output_gradients.size() != parts_.wanted.size())
      throw bad_input("plan of " + parts_.graph.name() + ": " + std::to_string(output_gradients.size()) +
                      " gradients given for " + std::to_string(parts_.wanted.size()) + " values");
    for (std::size_t i = 0; i < output_gradients.size(); ++i)
      if (storage* seed = parts_.wanted[i].seed) {
        bool const given = output_gradients[i] != nullptr;
        seed->shared = given ? const_cast<float*>(output_gradients[i]) : parts_.zeros.data();
        seed->sample_size = given ? parts_.wanted[i].seed_size : 0;
      }
    run(true);
  }
  void backward(float const* output_gradient) {
    backward(std::span<float const* const>(&output_gradient, 1));
  }

  //! All trained parameters, one behind the other, each in the graph's order; an optimizer writes them in place.
  //! Gaps between them are zero and so are their gradients.
  [[nodiscard]] std::span<float> parameters() { return parts_.parameter_memory.span(); }
  [[nodiscard]] std::span<float const> parameters() const { return parts_.parameter_memory.span(); }
  [[nodiscard]] std::span<float> gradients() { return parts_.gradient_memory.span(); }
  [[nodiscard]] std::span<parameter const> parameter_list() const { return parts_.parameters; }
  [[nodiscard]] std::span<float> parameter_values(parameter const& p) {
    return parameters().subspan(p.offset, p.size);
  }
  [[nodiscard]] std::span<float> parameter_gradient(parameter const& p) {
    return gradients().subspan(p.offset, p.size);
  }

  //! Running means and variances that training renews (not trained by gradients), as `parameters()`.
  [[nodiscard]] std::span<float> statistics() { return parts_.statistics_memory.span(); }
  [[nodiscard]] std::span<parameter const> statistics_list() const { return parts_.statistics; }

  //! Packs the weights anew. A training plan does so in every forward; an inference plan has nothing that changes.
  void parameters_changed() {
    team_.each(static_cast<index>(parts_.steps.size()),
               [&](index i, int) { parts_.steps[static_cast<std::size_t>(i)]->prepare(); });
  }

  //! The graph with the trained weights and renewed statistics; everything else is shared with the graph it came from.
  [[nodiscard]] peax::graph write_back() const {
    graph_editor editor(parts_.graph);
    auto const put = [&](std::vector<parameter> const& list, aligned_buffer const& memory) {
      for (auto const& p : list) {
        float const* const at = memory.data() + p.offset;
        std::vector<float> elements(at, at + p.size);
        tensor made(parts_.graph[p.id].dims, std::move(elements));
        if (!(made == parts_.graph[p.id].constant)) editor.set_constant(p.id, std::move(made));
      }
    };
    put(parts_.parameters, parts_.parameter_memory);
    put(parts_.statistics, parts_.statistics_memory);
    return finish_(editor);
  }

  //! write_back as a network.
  [[nodiscard]] peax::network network() const { return peax::network(write_back()); }

  //! Bytes of all memory that the plan holds.
  [[nodiscard]] std::size_t memory() const {
    std::size_t floats = 0;
    for (auto const* b :
         {&parts_.parameter_memory, &parts_.gradient_memory, &parts_.statistics_memory, &parts_.constants,
          &parts_.arena, &parts_.partials, &parts_.local, &parts_.workspace, &parts_.zeros})
      floats += b->size();
    return floats * sizeof(float);
  }

 private:
  [[nodiscard]] std::span<float const> whole(operand const& o) const {
    index const samples = o.batched() ? samples_ : 1;
    return {o.place->shared, static_cast<std::size_t>(samples * o.sample_size())};
  }

  void arrange_workers() {
    auto const threads = static_cast<std::size_t>(team_.threads());
    std::size_t const local = parts_.local_floats, work = in_lines(parts_.workspace_floats);
    parts_.local = aligned_buffer(local * threads);
    parts_.workspace = aligned_buffer(work * threads);
    for (std::size_t i = 0; i < threads; ++i)
      parts_.workers.push_back({parts_.local.data() + i * local, parts_.workspace.data() + i * work});
  }

  void run(bool backward) {
    for (auto const& s : parts_.segments)
      if (s.backward == backward)
        run_segment(s, parts_.tasks, parts_.parts, samples_, runs_, team_, parts_.workers);
  }

  plan_parts parts_;
  peax::graph (*finish_)(graph_editor const&);
  worker_team team_;
  index samples_ = 1;
  std::uint64_t runs_ = 0;
};

} // namespace peax::engine
