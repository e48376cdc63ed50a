#pragma once
//! @file
//! Add, Sub, Mul, Div, Sum, Mean, Min and Max with broadcasting; the sum takes an activation along.

#include <peax/core/error.hpp>
#include <peax/engine/kernel/elementwise.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace peax::engine {

//! How an operand meets the result.
enum class broadcast_kind : unsigned char {
  same,       //!< element by element, in the same order in memory
  by_channel, //!< one value a channel, the same for all samples
  by_sample,  //!< one value a channel of each sample
  general
};

[[nodiscard]] inline broadcast_kind kind_of_broadcast(operand const& from, operand const& to) {
  if (from.dims == to.dims &&
      (from.channels_last == to.channels_last || (from.in_graph_order() && to.in_graph_order())))
    return broadcast_kind::same;
  bool const channels_inside = to.channels_last || to.dims.rank() == 2;
  if (!channels_inside || from.sample_size() != to.channels()) return broadcast_kind::general;
  std::size_t const rank = from.dims.rank(), lead = to.dims.rank() - rank;
  for (std::size_t i = 0; i < rank; ++i)
    if (from.dims[i] != (i + lead == 1 ? to.dims[1] : 1) && !(i + lead == 0 && from.batched()))
      return broadcast_kind::general;
  if (rank + 1 < to.dims.rank())
    return broadcast_kind::general; // too short to reach the channels: sizes agree by chance
  if (!from.batched()) return broadcast_kind::by_channel;
  return to.channels_last ? broadcast_kind::by_sample : broadcast_kind::general;
}

//! Throws bad_input for a result of more axes than loops have.
inline void refuse_rank(step_request const& r) {
  if (r.outputs[0].dims.rank() > most_axes)
    throw bad_input(std::string(r.node.op.name()) + " '" + r.node.name + "': rank " +
                    std::to_string(r.outputs[0].dims.rank()) + " is not supported; at most 8 axes are");
}

//! Folds a function of two over its inputs, from the left; sums are multiplied by `scale`.
class arithmetic_step final : public step {
 public:
  arithmetic_step(kernel::binary_function f, step_request const& r, float scale = 1)
      : f_(f), scale_(scale), limits_(r.limits) {
    for (std::size_t i = 0; i < r.inputs.size(); ++i) {
      kinds_.push_back(kind_of_broadcast(r.inputs[i], r.outputs[0]));
      bool const shared = r.wants_gradient[i] && !r.inputs[i].batched() && r.outputs[0].batched();
      shared_at_.push_back(shared ? static_cast<index>(partial_size_) : -1);
      if (shared) partial_size_ += static_cast<std::size_t>(r.inputs[i].sample_size());
    }
    refuse_rank(r);
  }

  void forward(run_context const& c, int) override {
    float* const y = outputs[0].at(c);
    if (inputs.size() == 1) {
      copy_strided(outputs[0].view(c.samples()), y, inputs[0].view(c.samples()), inputs[0].at(c));
    } else {
      combine(c, inputs[0], kinds_[0], inputs[1], kinds_[1], y);
      for (std::size_t i = 2; i < inputs.size(); ++i)
        combine(c, outputs[0], broadcast_kind::same, inputs[i], kinds_[i], y);
    }
    if (scale_ != 1) kernel::unary(kernel::unary_function::affine, scale_, 0, y, count(c), y);
    if (limits_.bind())
      kernel::unary(kernel::unary_function::clip, limits_.low, limits_.high, y, count(c), y);
  }

  bool backward_reads_input(std::size_t) const override {
    return f_ != kernel::binary_function::add && f_ != kernel::binary_function::subtract;
  }
  bool backward_reads_outputs() const override { return limits_.bind() || is_choice(); }
  bool may_overwrite_input(std::size_t i) const override {
    return i < 2 && inputs.size() == 2 && kinds_[i] == broadcast_kind::same;
  }
  bool may_overwrite_output_gradient(std::size_t i) const override {
    return (f_ == kernel::binary_function::add || f_ == kernel::binary_function::subtract) && i == 0 &&
           kinds_[0] == broadcast_kind::same;
  }
  std::size_t partial_size() const override { return partial_size_; }

  void backward(run_context const& c, int) override {
    float* const dy = output_gradients[0].at(c);
    if (limits_.bind()) {
      float const* const y = outputs[0].at(c);
      kernel::unary_gradient(kernel::unary_function::clip, limits_.low, limits_.high, y, y, dy, count(c), dy);
    }
    float* const sums = partial_size_ > 0 ? partial(c) : nullptr;
    bool const in_place = input_gradients[0] && shared_at_[0] < 0 &&
                          input_gradients[0].to.at(c) == dy; // then it must come last
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      std::size_t const i = in_place ? inputs.size() - 1 - k : k;
      gradient_target const& target = input_gradients[i];
      if (!target) continue;
      bool const shared = shared_at_[i] >= 0;
      float* const to = shared ? sums + shared_at_[i] : target.to.at(c);
      bool const sums_up =
          f_ == kernel::binary_function::add || (f_ == kernel::binary_function::subtract && i == 0);
      if (sums_up && kinds_[i] == broadcast_kind::same) {
        if (target.mode == store::add)
          kernel::add_scaled(scale_, dy, count(c), to);
        else if (scale_ != 1)
          kernel::unary(kernel::unary_function::affine, scale_, 0, dy, count(c), to);
        else if (to != dy)
          std::copy_n(dy, count(c), to);
        continue;
      }
      if (!shared && target.mode == store::overwrite && to != dy)
        std::fill_n(to, (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
      contribute(c, i, dy, to);
    }
  }

  void join_backward(run_context const& c, int) override {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (shared_at_[i] < 0) continue;
      join_partials(c, partials + shared_at_[i], static_cast<index>(partial_size_), input_gradients[i]);
    }
  }

 private:
  [[nodiscard]] index count(run_context const& c) const { return c.samples() * outputs[0].sample_size(); }
  [[nodiscard]] bool is_choice() const {
    return f_ == kernel::binary_function::minimum || f_ == kernel::binary_function::maximum;
  }

  void combine(run_context const& c, operand const& left, broadcast_kind left_kind, operand const& right,
               broadcast_kind right_kind, float* y) const {
    float const *a = left.at(c), *b = right.at(c);
    index const channels = outputs[0].channels();
    if (left_kind == broadcast_kind::same && right_kind == broadcast_kind::same)
      return kernel::binary(f_, a, b, count(c), y);
    if (left_kind == broadcast_kind::same && right_kind == broadcast_kind::by_channel)
      return kernel::binary_by_channel(f_, a, b, count(c) / channels, channels, y);
    if (left_kind == broadcast_kind::same && right_kind == broadcast_kind::by_sample) {
      index const size = outputs[0].sample_size();
      for (index i = 0; i < c.samples(); ++i)
        kernel::binary_by_channel(f_, a + i * size, b + i * channels, size / channels, channels,
                                  y + i * size);
      return;
    }
    auto const loop =
        broadcast_loop(outputs[0].view(c.samples()), left.view(c.samples()), right.view(c.samples()));
    auto const assign = [&](auto f) {
      loop.each([&](auto const& run, auto const& at) {
        for (index k = 0; k < run.count; ++k)
          y[at[0] + k * run.strides[0]] = f(a[at[1] + k * run.strides[1]], b[at[2] + k * run.strides[2]]);
      });
    };
    switch (f_) {
    case kernel::binary_function::add: return assign([](float l, float r) { return l + r; });
    case kernel::binary_function::subtract: return assign([](float l, float r) { return l - r; });
    case kernel::binary_function::multiply: return assign([](float l, float r) { return l * r; });
    case kernel::binary_function::divide: return assign([](float l, float r) { return l / r; });
    case kernel::binary_function::minimum: return assign([](float l, float r) { return l < r ? l : r; });
    case kernel::binary_function::maximum: return assign([](float l, float r) { return l > r ? l : r; });
    }
  }

  //! to += dy * (derivative by input i), summed over what is broadcast.
  void contribute(run_context const& c, std::size_t i, float const* dy, float* to) const {
    strided const all = outputs[0].view(c.samples()), mine = inputs[i].view(c.samples());
    if (f_ == kernel::binary_function::add || f_ == kernel::binary_function::subtract) {
      float const sign = f_ == kernel::binary_function::subtract && i == 1 ? -1.0F : scale_;
      bool const moved = to == dy; // subtraction in place
      broadcast_loop(all, mine).each([&](auto const& run, auto const& at) {
        for (index k = 0; k < run.count; ++k) {
          float& sum = to[at[1] + k * run.strides[1]];
          sum = (moved ? 0.0F : sum) + sign * dy[at[0] + k * run.strides[0]];
        }
      });
      return;
    }
    if (is_choice()) return choose(c, i, dy, to);
    operand const &left = inputs[0], &right = inputs[1];
    float const *a = left.at(c), *b = right.at(c);
    bool const product = f_ == kernel::binary_function::multiply;
    broadcast_loop(all, mine, left.view(c.samples()), right.view(c.samples()))
        .each([&](auto const& run, auto const& at) {
          for (index k = 0; k < run.count; ++k) {
            float const d = dy[at[0] + k * run.strides[0]], x = a[at[2] + k * run.strides[2]],
                        z = b[at[3] + k * run.strides[3]];
            float const slope = product ? (i == 0 ? z : x) : (i == 0 ? 1 / z : -x / (z * z));
            to[at[1] + k * run.strides[1]] += d * slope;
          }
        });
  }

  //! The gradient of a smallest or largest goes to the first input that has it.
  void choose(run_context const& c, std::size_t i, float const* dy, float* to) const {
    float const* const y = outputs[0].at(c);
    float const* const x = inputs[i].at(c);
    strided const all = outputs[0].view(c.samples()), mine = inputs[i].view(c.samples());
    broadcast_loop(all, mine).each([&](auto const& run, auto const& at) {
      for (index k = 0; k < run.count; ++k) {
        index const place = at[0] + k * run.strides[0];
        if (x[at[1] + k * run.strides[1]] == y[place] && !taken_before(c, i, place, y[place]))
          to[at[1] + k * run.strides[1]] += dy[place];
      }
    });
  }

  //! Whether an earlier input has the same value at an element of the result, given by its offset.
  [[nodiscard]] bool taken_before(run_context const& c, std::size_t i, index place, float value) const {
    strided const all = outputs[0].view(c.samples());
    for (std::size_t k = 0; k < i; ++k) {
      strided const other = inputs[k].view(c.samples());
      index at = 0;
      for (std::size_t axis = 0; axis < all.rank; ++axis)
        at += place / all.strides[axis] % all.extents[axis] * broadcast_stride(other, axis, all.rank);
      if (inputs[k].at(c)[at] == value) return true;
    }
    return false;
  }

  kernel::binary_function f_;
  float scale_;
  bounds limits_;
  std::vector<broadcast_kind> kinds_;
  std::vector<index> shared_at_;
  std::size_t partial_size_ = 0;
};

inline std::unique_ptr<step> make_step(op::add const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::add, r);
}
inline std::unique_ptr<step> make_step(op::sub const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::subtract, r);
}
inline std::unique_ptr<step> make_step(op::mul const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::multiply, r);
}
inline std::unique_ptr<step> make_step(op::div const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::divide, r);
}
inline std::unique_ptr<step> make_step(op::sum const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::add, r);
}
inline std::unique_ptr<step> make_step(op::mean const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::add, r,
                               1 / static_cast<float>(std::max<std::size_t>(1, r.inputs.size())));
}
inline std::unique_ptr<step> make_step(op::min const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::minimum, r);
}
inline std::unique_ptr<step> make_step(op::max const&, step_request const& r) {
  return made<arithmetic_step>(r, kernel::binary_function::maximum, r);
}

} // namespace peax::engine
