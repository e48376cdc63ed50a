#pragma once
//! @file
//! Optimizers over the flat memory of all parameters: SGD with momentum, Adam, AdamW.

#include <peax/core/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace peax::training {

enum class optimizer_kind : std::uint8_t {
  sgd,  //!< with momentum, by choice Nesterov's
  adam, //!< Kingma, Ba 2015
  adamw //!< Adam with decoupled weight decay (Loshchilov, Hutter 2019)
};

//! Defaults and formulas are PyTorch's, except that weight decay is 0 unless it is given.
struct optimizer_options {
  optimizer_kind kind = optimizer_kind::adam;
  double rate = 1e-3;
  double momentum = 0.9;                             //!< of sgd
  bool nesterov = false;                             //!< of sgd
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8; //!< of adam and adamw
  double weight_decay = 0; //!< of sgd and adam: added to the gradient; of adamw: taken from the weight
};

//! Parameters that lie behind each other and are treated alike. Between segments nothing is changed.
struct parameter_segment {
  std::size_t offset = 0, size = 0;
  bool decays = true; //!< false for biases and normalization, which weight decay leaves alone
};

//! The state of an optimizer for parameters of one layout. A step allocates nothing.
class optimizer {
 public:
  //! Throws bad_input for a rate or another number outside its range.
  PEAX_INLINE optimizer(optimizer_options const& options, std::size_t size,
                        std::vector<parameter_segment> segments);
  //! All parameters in one segment.
  optimizer(optimizer_options const& options, std::size_t size)
      : optimizer(options, size, {{0, size, true}}) {}

  [[nodiscard]] optimizer_options const& options() const { return options_; }

  //! One step at the given rate.
  PEAX_INLINE void step(std::span<float> parameters, std::span<float const> gradients, double rate);

 private:
  PEAX_INLINE void step_sgd(float* p, float const* g, float* velocity, std::size_t size, double rate,
                            double decay) const;

  PEAX_INLINE void step_adam(float* p, float const* g, float* mean, float* square, std::size_t size,
                             double rate, double decay) const;

  optimizer_options options_;
  std::vector<parameter_segment> segments_;
  std::vector<float> first_, second_;
  int steps_ = 0;
};

} // namespace peax::training

#ifndef PEAX_COMPILED
#include <peax/train/optimizer.ipp>
#endif
