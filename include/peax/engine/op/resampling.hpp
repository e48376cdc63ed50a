#pragma once
//! @file
//! Resize, DepthToSpace and SpaceToDepth.

#include <peax/core/error.hpp>
#include <peax/engine/op/move.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace peax::engine {

//! One spatial axis of Resize: of each position of the output the positions of the input that it is made of, with their weights.
struct resize_axis {
  index in = 1;
  std::vector<index> begin{0}; //!< of the taps of each position; one more at the end
  std::vector<index> from;
  std::vector<float> weight;

  [[nodiscard]] index out() const { return static_cast<index>(begin.size()) - 1; }
  //! Calls f(position of the input, weight) for the taps of a position.
  template <class F> void each(index position, F f) const {
    auto const at = static_cast<std::size_t>(position);
    for (auto t = static_cast<std::size_t>(begin[at]), end = static_cast<std::size_t>(begin[at + 1]); t < end;
         ++t)
      f(from[t], weight[t]);
  }
};
using resize_axes = std::array<resize_axis, 3>;

//! The axes, those that are not there with one position in front.
[[nodiscard]] inline resize_axes axes_of(op::resize const& op, shape const& x, std::string const& node) {
  if (op.sizes.size() > 3)
    throw bad_input("Resize '" + node + "': input " + x.text() +
                    " has four or more spatial axes; one to three are supported");
  resize_axes axes;
  for (std::size_t i = 0; i < 3; ++i) {
    auto& axis = axes[i];
    if (i + op.sizes.size() < 3) {
      axis.begin.push_back(1), axis.from.push_back(0), axis.weight.push_back(1);
      continue;
    }
    std::size_t const own = i + op.sizes.size() - 3;
    axis.in = static_cast<index>(x[own + 2]);
    for (auto const& position : op.taps(own, x[own + 2])) {
      for (auto const& t : position) {
        axis.from.push_back(static_cast<index>(t.from));
        axis.weight.push_back(t.weight);
      }
      axis.begin.push_back(static_cast<index>(axis.from.size()));
    }
  }
  return axes;
}

class resize_step final : public step {
 public:
  explicit resize_step(resize_axes axes) : axes_(std::move(axes)) {}

  void forward(run_context const& c, int) override {
    index const channels = inputs[0].channels(), samples = c.samples() * inputs[0].leading(),
                in = inputs[0].pixels() * channels, out = outputs[0].pixels() * channels;
    float const* x = inputs[0].at(c);
    float* y = outputs[0].at(c);
    std::fill_n(y, samples * out, 0.0F);
    for (index s = 0; s < samples; ++s, x += in, y += out)
      each_tap([&](index to, index from, float weight) {
        for (index k = 0; k < channels; ++k) y[to * channels + k] += weight * x[from * channels + k];
      });
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    auto const& target = input_gradients[0];
    index const channels = inputs[0].channels(), samples = c.samples() * inputs[0].leading(),
                in = inputs[0].pixels() * channels, out = outputs[0].pixels() * channels;
    float const* dy = output_gradients[0].at(c);
    float* dx = target.to.at(c);
    if (target.mode == store::overwrite) std::fill_n(dx, samples * in, 0.0F);
    for (index s = 0; s < samples; ++s, dx += in, dy += out)
      each_tap([&](index to, index from, float weight) {
        for (index k = 0; k < channels; ++k) dx[from * channels + k] += weight * dy[to * channels + k];
      });
  }

 private:
  //! Calls f(pixel of the output, pixel of the input, weight).
  template <class F> void each_tap(F f) const {
    auto const& [deep, down, across] = axes_;
    index to = 0;
    for (index z = 0; z < deep.out(); ++z)
      for (index y = 0; y < down.out(); ++y)
        for (index x = 0; x < across.out(); ++x, ++to)
          deep.each(z, [&, y, x](index d, float wd) {
            down.each(y, [&, x](index h, float wh) {
              across.each(x,
                          [&](index v, float wv) { f(to, (d * down.in + h) * across.in + v, wd * wh * wv); });
            });
          });
  }

  resize_axes axes_;
};

inline std::unique_ptr<step> make_step(op::resize const& op, step_request const& r) {
  return made<resize_step>(r, axes_of(op, r.inputs[0].dims, r.node.name));
}

//! Blocks of positions against channels: both views with the axes samples, channels, rows, rows of the block, columns, columns of the
//! block. `deep` has its block in the channels, `wide` in the plane.
struct block_views {
  strided deep, wide;
};
[[nodiscard]] inline block_views blocks_of(operand const& deep, operand const& wide, index block,
                                           bool column_first) {
  strided const d = deep.view(1), w = wide.view(1);
  index const channels = w.extents[1], rows = d.extents[2], columns = d.extents[3];
  block_views out;
  out.deep.rank = out.wide.rank = 6;
  out.deep.extents = out.wide.extents = {d.extents[0], channels, rows, block, columns, block};
  index const each = column_first ? 1 : channels; // channels between neighbours in the block
  out.deep.strides = {d.strides[0], d.strides[1] * (column_first ? block * block : 1),
                      d.strides[2], d.strides[1] * each * block,
                      d.strides[3], d.strides[1] * each};
  out.wide.strides = {w.strides[0], w.strides[1],         w.strides[2] * block,
                      w.strides[2], w.strides[3] * block, w.strides[3]};
  return out;
}

inline std::unique_ptr<step> make_step(op::depth_to_space const& op, step_request const& r) {
  auto const [deep, wide] =
      blocks_of(r.inputs[0], r.outputs[0], static_cast<index>(op.block), op.column_first);
  moved_part p = whole_part(r, 0, 0);
  p.from = deep, p.to = wide;
  return made<move_step>(r, std::vector<moved_part>{p});
}
inline std::unique_ptr<step> make_step(op::space_to_depth const& op, step_request const& r) {
  auto const [deep, wide] = blocks_of(r.outputs[0], r.inputs[0], static_cast<index>(op.block), false);
  moved_part p = whole_part(r, 0, 0);
  p.from = wide, p.to = deep;
  return made<move_step>(r, std::vector<moved_part>{p});
}

} // namespace peax::engine
