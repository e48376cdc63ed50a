#pragma once
//! @file
//! Dropout in training. What is silenced depends on the seed, the run, the sample and the element, on nothing else.

#include <peax/core/random.hpp>
#include <peax/engine/step.hpp>
#include <peax/graph/op.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>

namespace peax::engine {

class dropout_step final : public step {
 public:
  dropout_step(float ratio, std::uint64_t seed)
      : ratio_(static_cast<double>(ratio)), scale_(ratio < 1 ? 1 / (1 - ratio) : 0.0F), seed_(seed) {}

  void forward(run_context const& c, int) override {
    mask(c, inputs[0].at(c), outputs[0].at(c), store::overwrite);
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  bool may_overwrite_input(std::size_t) const override { return true; }
  bool may_overwrite_output_gradient(std::size_t) const override { return true; }
  void backward(run_context const& c, int) override {
    mask(c, output_gradients[0].at(c), input_gradients[0].to.at(c), input_gradients[0].mode);
  }

 private:
  void mask(run_context const& c, float const* from, float* to, store mode) const {
    index const size = outputs[0].sample_size();
    for (index s = c.begin; s < c.end; ++s, from += size, to += size) {
      random_stream random(seed_ + c.run * 0x9e3779b97f4a7c15ULL, static_cast<std::uint64_t>(s));
      for (index i = 0; i < size; ++i) {
        float const kept = random.uniform() < ratio_ ? 0.0F : scale_ * from[i];
        to[i] = mode == store::add ? to[i] + kept : kept;
      }
    }
  }

  double ratio_;
  float scale_;
  std::uint64_t seed_;
};

inline std::unique_ptr<step> make_step(op::dropout const& op, step_request const& r) {
  return made<dropout_step>(r, r.training ? op.ratio : 0.0F, r.seed);
}

} // namespace peax::engine
