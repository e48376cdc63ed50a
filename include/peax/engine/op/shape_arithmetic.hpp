#pragma once
//! @file
//! Shape, Cast and ConstantOfShape. Integers are floats with whole values inside the engine: exact up to 2^24.

#include <peax/core/error.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>
#include <peax/tensor/data_type.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace peax::engine {

//! The same values for every sample; an extent of -1 is the number of samples of the run.
class fill_step final : public step {
 public:
  explicit fill_step(std::vector<float> values) : values_(std::move(values)) {}
  explicit fill_step(float value) : values_{value} {}

  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void forward(run_context const& c, int) override {
    float* const y = outputs[0].at(c);
    index const n = c.samples() * outputs[0].sample_size();
    if (values_.size() == 1)
      std::fill_n(y, n, values_[0]);
    else
      std::copy(values_.begin(), values_.end(), y);
  }

 private:
  std::vector<float> values_;
};

//! Rounds toward zero for integers; true is 1.
class cast_step final : public step {
 public:
  explicit cast_step(data_type to) : to_(to) {}

  bool may_overwrite_input(std::size_t) const override { return true; }
  bool may_overwrite_output_gradient(std::size_t) const override { return true; }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }

  void forward(run_context const& c, int) override {
    float const* const x = inputs[0].at(c);
    float* const y = outputs[0].at(c);
    index const n = c.samples() * outputs[0].sample_size();
    bool const keeps = is_floating();
    for (index i = 0; i < n; ++i)
      y[i] = keeps ? x[i] : to_ == data_type::boolean ? (x[i] != 0 ? 1.0F : 0.0F) : std::trunc(x[i]);
  }
  //! Whole numbers have no slope.
  void backward(run_context const& c, int) override {
    auto const& target = input_gradients[0];
    float const* const dy = output_gradients[0].at(c);
    float* const dx = target.to.at(c);
    index const n = c.samples() * outputs[0].sample_size();
    for (index i = 0; i < n; ++i)
      dx[i] = (target.mode == store::add ? dx[i] : 0.0F) + (is_floating() ? dy[i] : 0.0F);
  }

 private:
  [[nodiscard]] bool is_floating() const { return to_ == data_type::float32 || to_ == data_type::float64; }
  data_type to_;
};

inline std::unique_ptr<step> make_step(op::shape_of const& op, step_request const& r) {
  shape const& x = r.inputs[0].dims;
  auto const rank = static_cast<std::int64_t>(x.rank());
  auto const clamp = [&](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + rank : i, 0, rank); };
  std::vector<float> extents;
  for (std::int64_t i = clamp(op.start); i < clamp(op.end.value_or(rank)); ++i) {
    std::int64_t const e = x[static_cast<std::size_t>(i)];
    if (e == batch_extent)
      throw bad_input("Shape '" + r.node.name +
                      "': its result depends on the number of samples; fold shape arithmetic first");
    extents.push_back(static_cast<float>(e));
  }
  return made<fill_step>(r, std::move(extents));
}

inline std::unique_ptr<step> make_step(op::cast const& op, step_request const& r) {
  if (op.to == data_type::float16)
    throw bad_input("Cast '" + r.node.name + "' to float16 is not supported; the engine computes in float32");
  return made<cast_step>(r, op.to);
}

inline std::unique_ptr<step> make_step(op::constant_of_shape const& op, step_request const& r) {
  return made<fill_step>(r, op.value);
}

} // namespace peax::engine
