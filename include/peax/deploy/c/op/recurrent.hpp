#pragma once
//! @file
//! Recurrent layers: a call for each direction of each sequence.

#include <peax/core/error.hpp>
#include <peax/deploy/c/assembler.hpp>
#include <peax/deploy/c/op/layer.hpp>
#include <peax/graph/op.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace peax::deploy::c {

//! The calls of one layer.
template <class Layer> class recurrent_calls {
 public:
  recurrent_calls(Layer const& layer, lowering_request const& r)
      : layer_(layer), r_(r), units_(at(r.inputs[2].as.dims, 2)), width_(at(r.inputs[1].as.dims, 2)),
        steps_(at(r.inputs[0].as.dims, 2)) {
    for (std::size_t i : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}})
      if (!is_known(r, i))
        throw bad_input(
            fmt::format("{} '{}': its weights are computed; there is C for weights that are constant",
                        Layer::name, r.n.name));
  }

  void emit() {
    work_ = r_.to.new_buffer(r_.to.comment + " work", width_ + 7 * units_ + 12);
    auto const rows = static_cast<std::size_t>(r_.inputs[0].as.leading());
    for (std::size_t d = 0; d < layer_.directions(); ++d) {
      pack(d);
      for (std::size_t row = 0; row < rows; ++row) call(d, row);
    }
  }

 private:
  static constexpr std::size_t gates = Layer::gates;
  static std::size_t at(shape const& dims, std::size_t axis) { return static_cast<std::size_t>(dims[axis]); }
  [[nodiscard]] std::size_t columns() const { return units_ * layer_.directions(); }
  [[nodiscard]] bool linear() const {
    if constexpr (requires { layer_.linear_before_reset; }) return layer_.linear_before_reset;
    return false;
  }

  //! Rows [first, first + count) of the gates as a dense layer's weights of an input beside a state; either may be left out.
  [[nodiscard]] argument dense_of(std::size_t d, std::size_t first, std::size_t count, bool of_input,
                                  bool of_state) {
    auto const &w = *r_.inputs[1].constant, &r = *r_.inputs[2].constant;
    std::vector<float> rows;
    for (std::size_t k = d * gates * units_ + first; k < d * gates * units_ + first + count; ++k) {
      auto const from_w = w.begin() + static_cast<std::ptrdiff_t>(k * width_),
                 from_r = r.begin() + static_cast<std::ptrdiff_t>(k * units_);
      if (of_input) rows.insert(rows.end(), from_w, from_w + static_cast<std::ptrdiff_t>(width_));
      if (of_state) rows.insert(rows.end(), from_r, from_r + static_cast<std::ptrdiff_t>(units_));
    }
    std::size_t const inputs = rows.size() / count;
    return r_.to.constant(tiled(rows, 1, count, inputs, 1), "weights");
  }
  [[nodiscard]] argument bias_of_rows(std::size_t d, std::size_t first, std::size_t count, bool of_input,
                                      bool of_state) {
    std::vector<float> sum(count, 0.0F);
    if (r_.inputs.size() > 3 && r_.inputs[3].constant != nullptr)
      for (std::size_t k = 0; k < count; ++k) {
        auto const& b = *r_.inputs[3].constant;
        std::size_t const at = d * 2 * gates * units_ + first + k;
        sum[k] = (of_input ? b[at] : 0.0F) + (of_state ? b[at + gates * units_] : 0.0F);
      }
    return r_.to.constant(padded(std::move(sum)), "bias");
  }

  void pack(std::size_t d) {
    weights_.clear();
    std::size_t const together = gates == 3 ? 2 * units_ : gates * units_;
    weights_.push_back(dense_of(d, 0, together, true, true));
    weights_.push_back(bias_of_rows(d, 0, together, true, true));
    if (gates != 3) return;
    weights_.push_back(dense_of(d, together, units_, true, false));
    weights_.push_back(bias_of_rows(d, together, units_, true, false));
    weights_.push_back(dense_of(d, together, units_, false, true));
    weights_.push_back(bias_of_rows(d, together, units_, false, true));
  }

  //! A state's part of a direction and a row, or 0.
  [[nodiscard]] argument state(std::size_t i, std::size_t d, std::size_t row) {
    if (i >= r_.inputs.size() || !r_.inputs[i].is_there()) return text("0");
    bool const is_shared = r_.inputs[i].as.dims[0] == 1;
    return reading(
        behind(r_.to.placed_constant(r_.inputs[i]), (is_shared ? 0 : row * columns()) + d * units_));
  }
  [[nodiscard]] argument output(std::int64_t what, std::size_t d, std::size_t row) {
    if (!layer_.gives(what)) return text("0");
    placed const& to = r_.outputs[layer_.place_of(what)];
    if (!to.is_there()) return text("0");
    std::size_t const each = what == Layer::sequence ? steps_ : 1;
    return writing(behind(to.at, row * each * columns() + d * units_));
  }

  void call(std::size_t d, std::size_t row) {
    std::vector<argument> all{reading(behind(r_.inputs[0].at, row * steps_ * width_))};
    all.insert(all.end(), weights_.begin(), weights_.end());
    if constexpr (gates == 4) all.push_back(peepholes(d));
    all.push_back(state(5, d, row));
    if constexpr (gates == 4) all.push_back(state(6, d, row));
    all.push_back(output(Layer::sequence, d, row));
    all.push_back(output(Layer::last, d, row));
    if constexpr (gates == 4) all.push_back(output(Layer::cell, d, row));
    all.push_back(writing(work_));
    if constexpr (gates == 3) all.push_back(number(linear() ? 1 : 0));
    bool const backward = layer_.runs_backward(d);
    std::string functions;
    for (std::size_t i = 0; i < 3; ++i) {
      auto const f = op::function_of(layer_, d, std::min(i, std::size(Layer::usual_functions) - 1));
      functions +=
          fmt::format(", {{{}, {}, {}}}", static_cast<int>(f.kind), literal(f.alpha), literal(f.beta));
    }
    r_.to.call(gates == 4   ? "layer_lstm"
               : gates == 3 ? "layer_gru"
                            : "layer_rnn",
               std::move(all),
               fmt::format("layer_recurrence {{{}, {}, {}, {}, {}, {}, {}{}}}", steps_, width_, units_,
                           backward ? steps_ - 1 : 0, backward ? -1 : 1, columns(),
                           literal(layer_.clip.value_or(std::numeric_limits<float>::infinity())), functions));
  }
  [[nodiscard]] argument peepholes(std::size_t d) {
    if (r_.inputs.size() < 8 || r_.inputs[7].constant == nullptr) return text("0");
    return reading(behind(r_.to.constant(*r_.inputs[7].constant, "peepholes"), d * 3 * units_));
  }

  Layer const& layer_;
  lowering_request const& r_;
  std::size_t units_, width_, steps_;
  argument work_;
  std::vector<argument> weights_;
};

inline void emit(op::lstm const& op, lowering_request const& r) { recurrent_calls<op::lstm>(op, r).emit(); }
inline void emit(op::gru const& op, lowering_request const& r) { recurrent_calls<op::gru>(op, r).emit(); }
inline void emit(op::rnn const& op, lowering_request const& r) { recurrent_calls<op::rnn>(op, r).emit(); }

} // namespace peax::deploy::c
