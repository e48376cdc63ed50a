#pragma once
//! @file
//! Recurrent layers: LSTM, GRU and RNN. What each member means: op_kind.hpp.
//!
//! Gates, weights and their order are ONNX's. Feature maps are [N,C,T], as those of a convolution over time: x [N,I,T] gives the
//! sequence [N,D*H,T] (D directions of H units) and the last state [N,D*H]. Reader and writer of files turn the axes.

#include <peax/core/config.hpp>
#include <peax/graph/op/base.hpp>
#include <peax/graph/op_question.hpp>
#include <peax/graph/op_traits.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

namespace peax::op {

//! The functions of gates, with the names of ONNX in this order.
enum class cell_kind : std::uint8_t {
  affine,           //!< alpha * x + beta
  relu,             //!< max(x, 0)
  tanh,             //!
  leaky_relu,       //!< x < 0 ? alpha * x : x
  thresholded_relu, //!< x < alpha ? 0 : x
  scaled_tanh,      //!< alpha * tanh(beta * x)
  sigmoid,          //!
  hard_sigmoid,     //!< min(max(alpha * x + beta, 0), 1)
  elu,              //!< x < 0 ? alpha * (exp(x) - 1) : x
  softsign,         //!< x / (1 + |x|)
  softplus          //!< log(1 + exp(x))
};

//! How ONNX calls them.
[[nodiscard]] PEAX_INLINE std::string_view name_of(cell_kind kind);

//! A function of a gate with its parameters.
struct cell_function {
  cell_kind kind = cell_kind::tanh;
  float alpha = 0, beta = 0;
  bool operator==(cell_function const&) const = default;

  [[nodiscard]] PEAX_INLINE double operator()(double x) const;
};

//! Whether a function has the parameter.
[[nodiscard]] constexpr bool has_beta(cell_kind kind) {
  return kind == cell_kind::affine || kind == cell_kind::scaled_tanh || kind == cell_kind::hard_sigmoid;
}
[[nodiscard]] constexpr bool has_alpha(cell_kind kind) {
  return has_beta(kind) || kind == cell_kind::leaky_relu || kind == cell_kind::thresholded_relu ||
         kind == cell_kind::elu;
}

//! With the parameters that ONNX gives it when a file does not.
[[nodiscard]] PEAX_INLINE cell_function usual(cell_kind kind);

//! What the three layers share.
struct recurrent_layer {
  static constexpr std::int64_t forward = 0, reverse = 1, bidirectional = 2; //!< values of `direction`
  static constexpr std::int64_t sequence = 1, last = 2, cell = 4;            //!< bits of `outputs`

  std::int64_t direction = forward;
  std::int64_t outputs =
      sequence;              //!< which there are: the sequence, the last state, the last state of the cells
  ints activations;          //!< a cell_kind for each function of each direction; empty: the usual ones
  floats alphas, betas;      //!< one for each of `activations`
  std::optional<float> clip; //!< limits what goes into the functions to [-clip, clip]
  bool operator==(recurrent_layer const&) const = default;

  [[nodiscard]] std::size_t directions() const { return direction == bidirectional ? 2 : 1; }
  [[nodiscard]] bool runs_backward(std::size_t d) const { return direction == reverse || d == 1; }
  [[nodiscard]] bool gives(std::int64_t what) const { return (outputs & what) != 0; }
  //! The place of an output among those that there are.
  [[nodiscard]] std::size_t place_of(std::int64_t what) const {
    std::size_t place = 0;
    for (std::int64_t bit = 1; bit < what; bit *= 2) place += gives(bit) ? 1 : 0;
    return place;
  }
};

//! x [N,I,T], w [D,4H,I], r [D,4H,H], optional b [D,8H], no lengths, optional h and c [N or 1,D*H], optional p [D,3H].
struct lstm : recurrent_layer {
  static constexpr std::string_view name = "LSTM";
  static constexpr op_traits traits{.layer = layer_class::recurrent, .merges = false, .most_inputs = 8};
  static constexpr std::size_t gates = 4; //!< input, output, forget, cell
  static constexpr cell_kind usual_functions[] = {cell_kind::sigmoid, cell_kind::tanh, cell_kind::tanh};
  static constexpr auto attributes() {
    return std::tuple{attribute<lstm, std::int64_t>{"direction", &lstm::direction},
                      attribute<lstm, std::int64_t>{"outputs", &lstm::outputs},
                      attribute<lstm, ints>{"activations", &lstm::activations},
                      attribute<lstm, floats>{"activation_alpha", &lstm::alphas},
                      attribute<lstm, floats>{"activation_beta", &lstm::betas},
                      attribute<lstm, std::optional<float>>{"clip", &lstm::clip}};
  }
  bool operator==(lstm const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x [N,I,T], w [D,3H,I], r [D,3H,H], optional b [D,6H], no lengths, optional h [N or 1,D*H].
struct gru : recurrent_layer {
  static constexpr std::string_view name = "GRU";
  static constexpr op_traits traits{.layer = layer_class::recurrent, .merges = false, .most_inputs = 6};
  static constexpr std::size_t gates = 3; //!< update, reset, hidden
  static constexpr cell_kind usual_functions[] = {cell_kind::sigmoid, cell_kind::tanh};
  bool linear_before_reset = false; //!< the reset gate acts behind the recurrent weights of the hidden gate
  static constexpr auto attributes() {
    return std::tuple{attribute<gru, std::int64_t>{"direction", &gru::direction},
                      attribute<gru, std::int64_t>{"outputs", &gru::outputs},
                      attribute<gru, ints>{"activations", &gru::activations},
                      attribute<gru, floats>{"activation_alpha", &gru::alphas},
                      attribute<gru, floats>{"activation_beta", &gru::betas},
                      attribute<gru, std::optional<float>>{"clip", &gru::clip},
                      attribute<gru, bool>{"linear_before_reset", &gru::linear_before_reset}};
  }
  bool operator==(gru const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! x [N,I,T], w [D,H,I], r [D,H,H], optional b [D,2H], no lengths, optional h [N or 1,D*H].
struct rnn : recurrent_layer {
  static constexpr std::string_view name = "RNN";
  static constexpr op_traits traits{.layer = layer_class::recurrent, .merges = false, .most_inputs = 6};
  static constexpr std::size_t gates = 1;
  static constexpr cell_kind usual_functions[] = {cell_kind::tanh};
  static constexpr auto attributes() {
    return std::tuple{attribute<rnn, std::int64_t>{"direction", &rnn::direction},
                      attribute<rnn, std::int64_t>{"outputs", &rnn::outputs},
                      attribute<rnn, ints>{"activations", &rnn::activations},
                      attribute<rnn, floats>{"activation_alpha", &rnn::alphas},
                      attribute<rnn, floats>{"activation_beta", &rnn::betas},
                      attribute<rnn, std::optional<float>>{"clip", &rnn::clip}};
  }
  bool operator==(rnn const&) const = default;

  [[nodiscard]] value_types output_types(shape_question const& q) const;
  [[nodiscard]] work work_of(cost_question const& q) const;
  [[nodiscard]] std::vector<tensor> evaluate(evaluation const& e) const;
};

//! The function `which` (in ONNX's order: f, g, h) of direction d.
template <class Layer>
[[nodiscard]] cell_function function_of(Layer const& layer, std::size_t d, std::size_t which) {
  constexpr std::size_t each = std::size(Layer::usual_functions);
  if (layer.activations.empty()) return usual(Layer::usual_functions[which]);
  std::size_t const i = d * each + which;
  return {static_cast<cell_kind>(layer.activations[i]), layer.alphas[i], layer.betas[i]};
}

} // namespace peax::op

#ifndef PEAX_COMPILED
#include <peax/graph/op/recurrent.ipp>
#endif
