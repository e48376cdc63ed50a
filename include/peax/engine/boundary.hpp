#pragma once
//! @file
//! Steps at the border between the graph's order and the engine's: inputs, wanted values, gradients given by the user.

#include <peax/engine/kernel/layout.hpp>
#include <peax/engine/step.hpp>
#include <peax/tensor/tensor.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace peax::engine {

//! Writes the elements of a tensor of any type as floats. float16 is refused.
inline void as_floats(tensor const& t, float* to) {
  auto const copy = [&]<class T>(T const*) {
    auto const from = t.as<T>();
    std::transform(from.begin(), from.end(), to, [](T x) { return static_cast<float>(x); });
  };
  switch (t.type()) {
  case data_type::float32: return copy(static_cast<float const*>(nullptr));
  case data_type::float64: return copy(static_cast<double const*>(nullptr));
  case data_type::int8: return copy(static_cast<std::int8_t const*>(nullptr));
  case data_type::int16: return copy(static_cast<std::int16_t const*>(nullptr));
  case data_type::int32: return copy(static_cast<std::int32_t const*>(nullptr));
  case data_type::int64: return copy(static_cast<std::int64_t const*>(nullptr));
  case data_type::uint8: return copy(static_cast<std::uint8_t const*>(nullptr));
  case data_type::uint16: return copy(static_cast<std::uint16_t const*>(nullptr));
  case data_type::uint32: return copy(static_cast<std::uint32_t const*>(nullptr));
  case data_type::uint64: return copy(static_cast<std::uint64_t const*>(nullptr));
  case data_type::boolean: return copy(static_cast<bool const*>(nullptr));
  case data_type::float16: break;
  }
  throw bad_input("a constant of type " + std::string(name_of(t.type())) +
                  " cannot be used; the engine computes in float32");
}

//! From the graph's order to the engine's, sample by sample.
inline void to_channels_last(operand const& like, float const* from, index samples, float* to) {
  index const size = like.channels() * like.pixels();
  for (index i = 0; i < samples * like.leading(); ++i)
    kernel::channels_last(from + i * size, like.channels(), like.pixels(), to + i * size);
}

//! From the engine's order to the graph's.
inline void to_channels_first(operand const& like, float const* from, index samples, float* to) {
  index const size = like.channels() * like.pixels();
  for (index i = 0; i < samples * like.leading(); ++i)
    kernel::channels_first(from + i * size, like.channels(), like.pixels(), to + i * size);
}

//! An input (or constant) of the graph in the engine's order.
class reorder_step final : public step {
 public:
  void forward(run_context const& c, int) override {
    to_channels_last(outputs[0], inputs[0].at(c), c.samples(), outputs[0].at(c));
  }
};

//! A wanted value in the graph's order (without an output: it already lies in that order), and the gradient that the user gives it.
class export_step final : public step {
 public:
  int forward_phases() const override { return outputs[0] ? 1 : 0; }
  void forward(run_context const& c, int) override {
    to_channels_first(inputs[0], inputs[0].at(c), c.samples(), outputs[0].at(c));
  }
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  std::size_t workspace() const override {
    bool const converts = input_gradients[0] && !inputs[0].in_graph_order();
    return converts ? static_cast<std::size_t>(inputs[0].channels() * inputs[0].pixels()) : 0;
  }
  void backward(run_context const& c, int) override {
    gradient_target const& target = input_gradients[0];
    float const* from = output_gradients[0].at(c);
    float* to = target.to.at(c);
    index const blocks = c.samples() * inputs[0].leading(),
                size = inputs[0].sample_size() / inputs[0].leading();
    for (index i = 0; i < blocks; ++i, from += size, to += size) {
      float const* source = from;
      if (!inputs[0].in_graph_order()) {
        float* const reordered = target.mode == store::add ? c.workspace : to;
        kernel::channels_last(from, inputs[0].channels(), inputs[0].pixels(), reordered);
        source = reordered;
      }
      if (target.mode == store::add)
        for (index k = 0; k < size; ++k) to[k] += source[k];
      else if (source != to)
        std::copy_n(source, size, to);
    }
  }
};

//! The gradient of an output that nobody uses.
class zero_step final : public step {
 public:
  void forward(run_context const&, int) override {}
  bool backward_reads_input(std::size_t) const override { return false; }
  bool backward_reads_outputs() const override { return false; }
  void backward(run_context const& c, int) override {
    std::fill_n(input_gradients[0].to.at(c), c.samples() * input_gradients[0].to.sample_size(), 0.0F);
  }
};

} // namespace peax::engine
