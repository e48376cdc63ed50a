#pragma once
//! @file
//! Pad with a constant, by reflection, or with the edge; negative pads cut.

#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace peax::engine {

//! For each axis and each position of the output: the offset in the input, or -1 for the constant.
class pad_step final : public step {
 public:
  pad_step(std::vector<std::vector<index>> sources, float value)
      : sources_(std::move(sources)), value_(value) {}

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    each(c, [&](index to, index from) { y[to] = from < 0 ? value_ : x[from]; });
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    float const* const dy = output_gradients[0].at(c);
    auto const& target = input_gradients[0];
    float* const dx = target.to.at(c);
    if (target.mode == store::overwrite)
      std::fill_n(dx, (target.to.batched() ? c.samples() : 1) * target.to.sample_size(), 0.0F);
    each(c, [&](index to, index from) {
      if (from >= 0) dx[from] += dy[to];
    });
  }

 private:
  template <class Body> void each(run_context const& c, Body&& body) const {
    strided const y = outputs[0].view(c.samples()), x = inputs[0].view(c.samples());
    walk(y, x, 0, 0, 0, body);
  }
  template <class Body>
  void walk(strided const& y, strided const& x, std::size_t axis, index to, index from, Body& body) const {
    if (axis == y.rank) return body(to, from);
    for (index i = 0; i < y.extents[axis]; ++i) {
      index const source =
          outputs[0].dims[axis] == batch_extent ? i : sources_[axis][static_cast<std::size_t>(i)];
      index const next = from < 0 || source < 0 ? -1 : from + source * x.strides[axis];
      walk(y, x, axis + 1, to + i * y.strides[axis], next, body);
    }
  }

  std::vector<std::vector<index>> sources_;
  float value_;
};

inline std::unique_ptr<step> make_step(op::pad const& op, step_request const& r) {
  shape const &x = r.inputs[0].dims, &y = r.outputs[0].dims;
  std::vector<std::vector<index>> sources(x.rank());
  for (std::size_t axis = 0; axis < x.rank(); ++axis) {
    if (x[axis] == batch_extent) continue;
    std::int64_t const extent = x[axis];
    for (std::int64_t i = 0; i < y[axis]; ++i) {
      std::int64_t at = i - op.pads[axis];
      if (op.mode == op::pad_mode::edge) at = std::clamp<std::int64_t>(at, 0, extent - 1);
      if (op.mode == op::pad_mode::reflect) at = at < 0 ? -at : at >= extent ? 2 * (extent - 1) - at : at;
      sources[axis].push_back(at < 0 || at >= extent ? -1 : static_cast<index>(at));
    }
  }
  return made<pad_step>(r, std::move(sources), op.value);
}

} // namespace peax::engine
