#pragma once
//! @file
//! The weights of one direction of a recurrent layer as kernels take them, and where their gradients lie in a partial sum.

#include <peax/engine/kernel/dense.hpp>
#include <peax/engine/op/recurrent_cell.hpp>
#include <peax/engine/step.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace peax::engine {

namespace detail {
//! Calls f(offset in the graph's order, offset in memory) for every element of one sample.
template <class F> void each_element(operand const& o, F f) {
  strided const v = o.view(1);
  std::array<index, most_axes> at{};
  for (index i = 0, n = v.size(), offset = 0; i < n; ++i) {
    f(i, offset);
    for (std::size_t a = v.rank; a-- > 0;) {
      offset += v.strides[a];
      if (++at[a] < v.extents[a]) break;
      offset -= v.strides[a] * v.extents[a];
      at[a] = 0;
    }
  }
}
} // namespace detail

//! The elements of what no sample changes, in the graph's order.
inline void gather(operand const& from, std::vector<float>& to) {
  to.resize(static_cast<std::size_t>(from.sample_size()));
  detail::each_element(
      from, [&](index i, index offset) { to[static_cast<std::size_t>(i)] = from.place->shared[offset]; });
}

//! A gradient in the graph's order to where it is wanted.
inline void scatter(float const* from, gradient_target const& target) {
  float* const to = target.to.place->shared;
  detail::each_element(target.to, [&](index i, index offset) {
    to[offset] = target.mode == store::add ? to[offset] + from[i] : from[i];
  });
}

//! A GRU keeps the recurrent weights of its hidden gate apart (`hidden`): they act behind the reset gate, or in front of it.
class recurrent_weights {
 public:
  recurrent_weights(index gates, index units, index width, bool linear_before_reset, bool trains)
      : input(width, gates * units), own(units, (gates == 3 ? 2 : gates) * units), hidden(units, units),
        linear(linear_before_reset), gates_(gates), units_(units) {
    auto const room = [](std::vector<float>& v, index n) { v.resize(static_cast<std::size_t>(n)); };
    room(packed_input, input.packed_size());
    room(packed_own, own.packed_size());
    room(bias, gates * units);
    room(bias_hidden, units);
    if (is_gru()) room(packed_hidden, hidden.packed_size());
    room(scratch_, std::max(gates * units * std::max(width, units), 2 * gates * units));
    room(sums_, gates * units);
    room(sums_hidden_, units);
    if (!trains) return;
    room(packed_input_transposed, input.packed_transposed_size());
    room(packed_own_transposed, own.packed_transposed_size());
    if (is_gru()) room(packed_hidden_transposed, hidden.packed_transposed_size());
  }

  kernel::dense input, own, hidden;
  bool linear;
  bool is_usual = false; //!< an LSTM of the usual functions, without peepholes: kernels do its steps
  std::array<cell_activation, 3> f;
  std::vector<float> packed_input, packed_own, packed_hidden, packed_input_transposed, packed_own_transposed,
      packed_hidden_transposed, bias, bias_hidden;
  float const* peepholes = nullptr;
  std::vector<float> kept; //!< from the forward to the backward pass

  //! w [gates * H][I], r [gates * H][H], b [2 * gates * H] or null, p [3 * H] or null: these of this direction.
  void pack(float const* w, float const* r, float const* b, float const* p) {
    input.pack(w, packed_input.data());
    own.pack(r, packed_own.data());
    float const* const hidden_rows = r + 2 * units_ * units_;
    if (is_gru()) hidden.pack(hidden_rows, packed_hidden.data());
    if (!packed_own_transposed.empty()) {
      input.pack_transposed(w, packed_input_transposed.data());
      own.pack_transposed(r, packed_own_transposed.data());
      if (is_gru()) hidden.pack_transposed(hidden_rows, packed_hidden_transposed.data());
    }
    peepholes = p;
    if (b == nullptr) return;
    for (index k = 0; k < gates_ * units_; ++k) {
      bool const apart = is_gru() && linear && k >= 2 * units_;
      bias[static_cast<std::size_t>(k)] = b[k] + (apart ? 0.0F : b[gates_ * units_ + k]);
      if (apart) bias_hidden[static_cast<std::size_t>(k - 2 * units_)] = b[gates_ * units_ + k];
    }
  }

  //! @name Places in a partial sum: input, own, hidden, peepholes [3 * H], first states [2][H].
  //! @{
  [[nodiscard]] index place_of_own() const { return input.partial_size(); }
  [[nodiscard]] index place_of_hidden() const { return place_of_own() + own.partial_size(); }
  [[nodiscard]] index place_of_peepholes() const {
    return place_of_hidden() + (is_gru() ? hidden.partial_size() : 0);
  }
  [[nodiscard]] index place_of_state(std::size_t i) const {
    return place_of_peepholes() + (i == 5 ? 3 : 4) * units_;
  }
  [[nodiscard]] index partial_size() const { return place_of_peepholes() + 5 * units_; }
  //! @}

  //! The gradient of the i-th input of the operator, this direction's part, from the sum of all partials.
  void gradient_of(std::size_t i, float* total, float* to) {
    index const rows = gates_ * units_;
    if (i == 1) return input.reduce_gradient(total, 1, to, nullptr);
    if (i == 7) return void(std::copy_n(total + place_of_peepholes(), 3 * units_, to));
    if (i == 5 || i == 6) return void(std::copy_n(total + place_of_state(i), units_, to));
    if (i == 2) {
      own.reduce_gradient(total + place_of_own(), 1, to, nullptr);
      if (is_gru()) hidden.reduce_gradient(total + place_of_hidden(), 1, to + 2 * units_ * units_, nullptr);
      return;
    }
    input.reduce_gradient(total, 1, scratch_.data(), sums_.data());
    std::copy_n(sums_.data(), rows, to);
    std::copy_n(sums_.data(), rows, to + rows);
    if (!is_gru() || !linear) return;
    hidden.reduce_gradient(total + place_of_hidden(), 1, scratch_.data(), sums_hidden_.data());
    std::copy_n(sums_hidden_.data(), units_, to + rows + 2 * units_);
  }

 private:
  [[nodiscard]] bool is_gru() const { return gates_ == 3; }

  index gates_, units_;
  std::vector<float> scratch_, sums_, sums_hidden_;
};

} // namespace peax::engine
