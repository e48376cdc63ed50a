#pragma once
//! @file
//! Operators that only move elements: Concat, Split, Slice, Transpose, Expand, Tile, and reshaping that is no view.

#include <peax/engine/boundary.hpp>
#include <peax/engine/step.hpp>
#include <peax/engine/strided_loop.hpp>
#include <peax/engine/tiled.hpp>
#include <peax/graph/axis.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace peax::engine {

//! A part of an output and the part of an input that it is copied from. Axes are those of the output's part.
struct moved_part {
  std::size_t input = 0, output = 0;
  index from_offset = 0, to_offset = 0;
  strided from, to; //!< same extents; stride 0 in `from` where it is broadcast
  bool batched = false;
};

class move_step final : public step {
 public:
  explicit move_step(std::vector<moved_part> parts) : parts_(std::move(parts)) {}

  void forward(run_context const& c, int) override {
    for (auto const& p : parts_)
      if (outputs[p.output])
        copy_strided(bound(p.to, p, c), outputs[p.output].at(c) + p.to_offset, bound(p.from, p, c),
                     inputs[p.input].at(c) + p.from_offset);
  }

  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }

  void backward(run_context const& c, int) override {
    for (auto const& target :
         input_gradients) // not every element of an input need be copied, and some are more than once
      if (target && target.mode == store::overwrite)
        std::fill_n(target.to.at(c), (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
    for (auto const& p : parts_) {
      gradient_target const& target = input_gradients[p.input];
      if (!target || !output_gradients[p.output]) continue;
      float const* const dy = output_gradients[p.output].at(c) + p.to_offset;
      float* const dx = target.to.at(c) + p.from_offset;
      strided_loop<2> loop;
      strided const to = bound(p.to, p, c);
      for (std::size_t i = 0; i < to.rank; ++i)
        loop.add_axis(to.extents[i], {to.strides[i], p.from.strides[i]});
      loop.simplify();
      loop.each([&](auto const& run, auto const& at) {
        for (index i = 0; i < run.count; ++i)
          dx[at[1] + i * run.strides[1]] += dy[at[0] + i * run.strides[0]];
      });
    }
  }

 private:
  static strided bound(strided v, moved_part const& p, run_context const& c) {
    if (p.batched) v.extents[0] = c.samples();
    return v;
  }

  std::vector<moved_part> parts_;
};

//! Reshaping of values whose order in memory changes: by way of the graph's order.
class reshape_step final : public step {
 public:
  std::size_t workspace() const override { return static_cast<std::size_t>(inputs[0].sample_size()); }
  void forward(run_context const& c, int) override {
    carry(c, inputs[0], inputs[0].at(c), outputs[0], outputs[0].at(c), store::overwrite);
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    auto const& target = input_gradients[0];
    carry(c, output_gradients[0], output_gradients[0].at(c), target.to, target.to.at(c), target.mode);
  }

 private:
  //! Both views have the same elements in the graph's order.
  static void carry(run_context const& c, operand const& from_like, float const* from, operand const& to_like,
                    float* to, store mode) {
    index const size = from_like.sample_size();
    for (index s = 0; s < c.samples(); ++s, from += size, to += size) {
      float const* plain = from;
      if (!from_like.in_graph_order()) {
        to_channels_first(from_like, from, 1, c.workspace);
        plain = c.workspace;
      }
      copy_strided(to_like.view(1), to, to_like.graph_view(1), plain, mode);
    }
  }
};

inline moved_part whole_part(step_request const& r, std::size_t input, std::size_t output) {
  moved_part p;
  p.input = input, p.output = output;
  p.from = r.inputs[input].view(1), p.to = r.outputs[output].view(1);
  p.batched = r.outputs[output].batched();
  return p;
}

inline std::unique_ptr<step> make_step(op::identity const&, step_request const& r) {
  return made<move_step>(r, std::vector{whole_part(r, 0, 0)});
}
inline std::unique_ptr<step> make_step(op::flatten const&, step_request const& r) {
  return made<reshape_step>(r);
}
inline std::unique_ptr<step> make_step(op::reshape const&, step_request const& r) {
  return made<reshape_step>(r);
}
inline std::unique_ptr<step> make_step(op::squeeze const&, step_request const& r) {
  return made<reshape_step>(r);
}
inline std::unique_ptr<step> make_step(op::unsqueeze const&, step_request const& r) {
  return made<reshape_step>(r);
}

inline std::unique_ptr<step> make_step(op::transpose const& op, step_request const& r) {
  moved_part p = whole_part(r, 0, 0);
  strided const x = p.from;
  for (std::size_t i = 0; i < x.rank; ++i) {
    std::size_t const axis = op.permutation.empty() ? x.rank - 1 - i : axis_of(op.permutation[i], x.rank);
    p.from.extents[i] = x.extents[axis], p.from.strides[i] = x.strides[axis];
  }
  return made<move_step>(r, std::vector{p});
}

inline std::unique_ptr<step> make_step(op::concat const& op, step_request const& r) {
  std::vector<moved_part> parts;
  std::size_t const axis = axis_of(op.axis, r.outputs[0].dims.rank());
  index begin = 0;
  for (std::size_t i = 0; i < r.inputs.size(); ++i) {
    moved_part p = whole_part(r, i, 0);
    p.to_offset = begin * p.to.strides[axis];
    p.to.extents[axis] = p.from.extents[axis];
    begin += p.from.extents[axis];
    parts.push_back(p);
  }
  return made<move_step>(r, std::move(parts));
}

inline std::unique_ptr<step> make_step(op::split const& op, step_request const& r) {
  std::vector<moved_part> parts;
  std::size_t const axis = axis_of(op.axis, r.inputs[0].dims.rank());
  index begin = 0;
  for (std::size_t i = 0; i < r.outputs.size(); ++i) {
    if (r.outputs[i]) {
      moved_part p = whole_part(r, 0, i);
      p.from_offset = begin * p.from.strides[axis];
      p.from.extents[axis] = p.to.extents[axis];
      parts.push_back(p);
    }
    begin += static_cast<index>(op.sizes[i]);
  }
  return made<move_step>(r, std::move(parts));
}

inline std::unique_ptr<step> make_step(op::slice const& op, step_request const& r) {
  moved_part p = whole_part(r, 0, 0);
  shape const& x = r.inputs[0].dims;
  for (std::size_t i = 0; i < op.axes.size(); ++i) {
    std::size_t const axis = axis_of(op.axes[i], x.rank());
    if (x[axis] == batch_extent) continue; // all samples
    slice_range const range = range_of(op.starts[i], op.ends[i], op.steps[i], x[axis]);
    p.from_offset += static_cast<index>(range.start) * p.from.strides[axis];
    p.from.strides[axis] *= static_cast<index>(range.step);
    p.from.extents[axis] = static_cast<index>(range.count);
  }
  return made<move_step>(r, std::vector{p});
}

inline std::unique_ptr<step> make_step(op::expand const&, step_request const& r) {
  moved_part p = whole_part(r, 0, 0);
  strided const x = p.from;
  p.from = p.to;
  for (std::size_t i = 0; i < p.to.rank; ++i) p.from.strides[i] = broadcast_stride(x, i, p.to.rank);
  if (p.batched)
    p.from.strides[0] = x.strides[0]; // seen with one sample, the batch looks like an axis to broadcast
  return made<move_step>(r, std::vector{p});
}

inline std::unique_ptr<step> make_step(op::tile const& op, step_request const& r) {
  moved_part p = whole_part(r, 0, 0);
  auto const views = tiled(p.from, p.to, op.repeats);
  p.from = views.from, p.to = views.to;
  return made<move_step>(r, std::vector{p});
}

} // namespace peax::engine
