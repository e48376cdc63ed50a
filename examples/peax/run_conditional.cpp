// peax run conditional.onnx --input X.npy --output Y.npy [--lengths L.npy]

#include "run_conditional.hpp"

#include <peax/core/error.hpp>
#include <peax/data/read_array.hpp>
#include <peax/graph/evaluate.hpp>
#include <peax/graph/op/auxiliary.hpp>

#include <fmt/core.h>

#include <cstdint>
#include <numeric>
#include <span>

namespace command {

namespace {
std::vector<std::size_t> read_lengths(std::string const& file, bool has_memory, std::size_t samples) {
  if (file.empty()) return {samples};
  if (!has_memory) throw peax::usage_error("--lengths: this file remembers nothing from sample to sample");
  std::vector<std::size_t> out;
  for (auto const length : peax::data::read_array(file).numbers<std::int64_t>()) {
    if (length < 1) throw peax::bad_input(file + ": a recording has at least one sample");
    out.push_back(static_cast<std::size_t>(length));
  }
  if (std::accumulate(out.begin(), out.end(), std::size_t{0}) != samples)
    throw peax::bad_input(fmt::format("{}: the lengths must sum to the {} samples", file, samples));
  return out;
}
} // namespace

peax::tensor typed(peax::tensor const& values, peax::data_type type) {
  if (values.type() == type) return values;
  return peax::evaluate(peax::op::cast{type}, "output", {values})[0];
}

std::vector<peax::tensor> run_conditional(peax::network const& n, std::vector<peax::tensor> const& inputs,
                                          std::string const& lengths, std::vector<std::size_t> const& wanted,
                                          bool exact, peax::progress const& to) {
  peax::engine::plan_options how;
  how.exact_convolution = exact;
  peax::deploy::conditional_runner runner(n, how);
  auto const samples = static_cast<std::size_t>(inputs[0].dims()[0]);
  std::vector<std::span<float const>> one(inputs.size());
  std::vector<std::vector<float>> values(wanted.size());
  std::size_t i = 0;
  for (auto const length : read_lengths(lengths, runner.layout().has_memory(), samples)) {
    runner.reset();
    for (std::size_t const end = i + length; i < end; ++i) {
      for (std::size_t k = 0; k < one.size(); ++k) {
        std::size_t const size = inputs[k].size() / samples;
        one[k] = inputs[k].floats().subspan(i * size, size);
      }
      (void)runner.run(one);
      for (std::size_t k = 0; k < wanted.size(); ++k) {
        auto const made = runner.output(wanted[k]);
        values[k].insert(values[k].end(), made.begin(), made.end());
      }
      peax::tell(to, "running " + n->name(), static_cast<double>(i + 1) / static_cast<double>(samples));
    }
  }
  std::vector<peax::tensor> out;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    auto const& v = (*n)[n->outputs()[wanted[k]]];
    peax::shape dims = v.dims;
    if (dims.rank() == 0) dims.push_back(1);
    dims[0] *= static_cast<std::int64_t>(samples);
    out.push_back(typed(peax::tensor(dims, std::move(values[k])), v.type));
  }
  return out;
}

} // namespace command
