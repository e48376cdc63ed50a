#include "trial.hpp"

#include <optional>
#include <string>
#include <vector>

// Recurrent layers in every direction, with every optional input and every output: the interpreter's numbers, and gradients of the input,
// of all weights and of the first states against differences.

using namespace peax;
using namespace peax::testing;
using values = std::vector<value_id>;

namespace {

struct parts {
  bool biases = true, states = false, peepholes = false, states_by_sample = false;
};

//! The layer on [N,3,5] with 4 units; its outputs, those of a state joined to the sequence's by their sum with it.
template <class Layer>
graph network_of(Layer const& layer, parts with, shape const& input = {batch_extent, 3, 5}) {
  return graph_of(input, [&](graph_editor& e, value_id x) {
    auto const d = static_cast<std::int64_t>(layer.directions()), g = static_cast<std::int64_t>(Layer::gates),
               h = std::int64_t{4};
    values in{x, e.add_constant("w", random_tensor({d, g * h, input[1]}, 1, 0.5)),
              e.add_constant("r", random_tensor({d, g * h, h}, 2, 0.5))};
    in.push_back(with.biases ? e.add_constant("b", random_tensor({d, 2 * g * h}, 3, 0.4)) : value_id::none);
    in.push_back(value_id::none);
    auto const state = [&](char const* name, std::uint64_t seed) {
      if (!with.states) return value_id::none;
      value_id const one = e.add_constant(name, random_tensor({1, d * h}, seed, 0.6));
      if (!with.states_by_sample) return one;
      value_id const mean = e.add(op::reduce_mean{{1, 2}, false}, {x});
      return e.add(op::add{}, {e.add(op::reshape{{0, 1}}, {mean}), one});
    };
    in.push_back(state("h", 4));
    if (Layer::gates == 4) {
      in.push_back(state("c", 5));
      in.push_back(with.peepholes ? e.add_constant("p", random_tensor({d, 3 * h}, 6, 0.5)) : value_id::none);
    }
    while (in.back() == value_id::none) in.pop_back();
    std::vector<std::string> names;
    for (auto const what : {Layer::sequence, Layer::last, Layer::cell})
      if (layer.gives(what)) names.emplace_back();
    return e.add_node(layer, in, names);
  });
}

template <class Layer> void check_layer(Layer layer, parts with) {
  for (std::int64_t const direction : {0, 1, 2}) {
    layer.direction = direction;
    INFO("direction ", direction);
    check_both(network_of(layer, with));
  }
}

} // namespace

TEST_CASE("LSTM matches the reference and its gradients match differences") {
  op::lstm layer;
  SUBCASE("the sequence") { check_layer(layer, {}); }
  SUBCASE("the last states") {
    layer.outputs = op::lstm::last | op::lstm::cell;
    check_layer(layer, {.biases = false});
  }
  SUBCASE("all outputs, first states and peepholes") {
    layer.outputs = 7;
    check_layer(layer, {.states = true, .peepholes = true});
  }
  SUBCASE("first states of each sample") {
    layer.outputs = op::lstm::last;
    check_layer(layer, {.states = true, .states_by_sample = true});
  }
  SUBCASE("other functions") {
    layer.direction = 0;
    using kind = op::cell_kind;
    for (auto const k : {kind::affine, kind::scaled_tanh, kind::elu, kind::softsign, kind::softplus,
                         kind::hard_sigmoid, kind::leaky_relu}) {
      INFO(std::string(op::name_of(k)));
      op::cell_function const f = op::usual(k);
      layer.activations = {static_cast<std::int64_t>(kind::sigmoid), static_cast<std::int64_t>(k),
                           static_cast<std::int64_t>(kind::tanh)};
      layer.alphas = {0, f.alpha, 0};
      layer.betas = {0, f.beta, 0};
      check_both(network_of(layer, {}));
    }
  }
  SUBCASE("clipped") {
    layer.clip = 0.7F;
    layer.outputs = 3;
    check_results(network_of(layer, {.peepholes = true}), 5, 5);
  }
}

TEST_CASE("GRU matches the reference and its gradients match differences") {
  op::gru layer;
  for (bool const linear : {false, true}) {
    INFO("linear before reset ", linear);
    layer.linear_before_reset = linear;
    layer.outputs = op::gru::sequence;
    check_layer(layer, {});
    layer.outputs = 3;
    check_layer(layer, {.states = true});
    layer.outputs = op::gru::last;
    check_layer(layer, {.biases = false});
  }
}

TEST_CASE("RNN matches the reference and its gradients match differences") {
  op::rnn layer;
  check_layer(layer, {});
  layer.outputs = 3;
  check_layer(layer, {.states = true});
  layer.outputs = op::rnn::last;
  check_layer(layer, {.biases = false});
}

TEST_CASE("Stacked recurrent layers behind a convolution, and a batch that is fixed") {
  check_both(graph_of({batch_extent, 2, 9}, [](graph_editor& e, value_id x) {
    value_id at =
        e.add(op::conv{{2}, {1, 1}, {}, 1}, {x, e.add_constant("k", random_tensor({6, 2, 3}, 1, 0.5))});
    for (std::int64_t const width : {6, 5})
      at = e.add_node(op::lstm{},
                      {at, e.add_constant("w", random_tensor({1, 20, width}, 2, 0.5)),
                       e.add_constant("r", random_tensor({1, 20, 5}, 3, 0.5))},
                      {""})[0];
    return values{e.add(op::global_average_pool{}, {at})};
  }));
  op::gru layer;
  layer.outputs = 3;
  graph const fixed = network_of(layer, {.states = true}, {3, 2, 4});
  check_results(fixed, 1, 1);
  check_gradients(fixed, 1, 1);
}
