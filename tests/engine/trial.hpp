#pragma once
//! @file
//! A network of a few operators, checked whole: results against the reference interpreter, gradients against finite differences.

#include <peax/core/random.hpp>
#include <peax/engine/plan.hpp>
#include <peax/graph/editor.hpp>
#include <peax/graph/op.hpp>

#include <doctest/doctest.h>
#include <support/reference_interpreter.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace peax::testing {

inline std::vector<float> random_floats(std::size_t n, std::uint64_t seed, double scale = 1,
                                        double offset = 0) {
  random_stream random(seed);
  std::vector<float> out(n);
  for (auto& v : out) v = static_cast<float>(offset + scale * random.normal());
  return out;
}

inline tensor random_tensor(shape dims, std::uint64_t seed, double scale = 1, double offset = 0) {
  auto const n = static_cast<std::size_t>(dims.elements());
  return tensor(std::move(dims), random_floats(n, seed, scale, offset));
}

inline value_id weight(graph_editor& e, shape const& dims, std::uint64_t seed, double scale = 0.4,
                       double offset = 0) {
  return e.add_constant("w", random_tensor(dims, seed, scale, offset));
}

//! A graph whose input passes an addition of a trained constant, so that the gradient of what follows can be seen there.
//! `make` gets the editor and the value to work on, and gives the outputs.
inline graph graph_of(shape const& input,
                      std::function<std::vector<value_id>(graph_editor&, value_id)> const& make) {
  graph_editor e("trial");
  value_id const x = e.add_input("x", data_type::float32, input);
  shape added = input;
  if (added.is_batched()) added[0] = 1;
  value_id const p = e.add_constant("p", random_tensor(added, 11, 0.5));
  for (auto out : make(e, e.add(op::add{}, {x, p}))) e.add_output(out);
  return e.finish();
}

inline std::vector<float> outputs_of(engine::plan& plan) {
  std::vector<float> all;
  for (std::size_t i = 0; i < plan.output_count(); ++i) {
    auto const part = plan.output(i);
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

//! Inference of n samples on a plan of some batch equals the interpreter's, in the same bytes for one and two threads.
inline void check_results(graph const& g, std::int64_t n, engine::index batch, double tolerance = 2e-6) {
  std::vector<tensor> inputs;
  for (auto id : g.inputs()) inputs.push_back(random_tensor(g[id].dims.with_batch(n), 5 + index_of(id)));
  auto const expected = interpret(g, inputs);
  std::vector<float const*> at;
  for (auto const& t : inputs) at.push_back(t.floats().data());
  std::vector<std::vector<float>> bytes;
  for (int threads : {1, 2}) {
    engine::plan plan(g, batch, {.threads = threads});
    for (int again = 0; again < 2; ++again) {
      plan.forward(at, n);
      REQUIRE(plan.output_count() == expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        auto const values = plan.output(i);
        tensor const got(plan.output_dims(i).with_batch(n), std::vector<float>(values.begin(), values.end()));
        CHECK(distance(got, expected[i]) <= tolerance);
      }
      bytes.push_back(outputs_of(plan));
    }
  }
  for (auto const& b : bytes) CHECK(b == bytes[0]);
}

//! Gradients of a weighted sum of the outputs against central differences. A coordinate counts when the differences to both
//! sides and of two step sizes agree (else a kink of an activation or rounding lies between); enough must.
inline void check_gradients(graph const& g, std::int64_t n, engine::index batch, double tolerance = 4e-3) {
  std::vector<tensor> inputs;
  for (auto id : g.inputs()) inputs.push_back(random_tensor(g[id].dims.with_batch(n), 5 + index_of(id)));
  std::vector<float const*> at;
  for (auto const& t : inputs) at.push_back(t.floats().data());
  engine::plan plan(g, batch, {.training = true, .threads = 1});
  engine::plan twin(g, batch, {.training = true, .threads = 2});
  plan.forward(at, n);
  std::vector<std::vector<float>> weights;
  for (std::size_t i = 0; i < plan.output_count(); ++i)
    weights.push_back(random_floats(plan.output(i).size(), 77 + i));
  std::vector<float const*> seeds;
  for (auto const& w : weights) seeds.push_back(w.data());
  plan.backward(seeds);
  twin.forward(at, n);
  twin.backward(seeds);
  std::vector<float> const gradients(plan.gradients().begin(), plan.gradients().end());
  CHECK(std::equal(gradients.begin(), gradients.end(), twin.gradients().begin()));
  auto const loss = [&] {
    plan.forward(at, n);
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i)
      for (std::size_t k = 0; k < weights[i].size(); ++k)
        sum += static_cast<double>(weights[i][k]) * static_cast<double>(plan.output(i)[k]);
    return sum;
  };
  REQUIRE(!plan.parameter_list().empty());
  random_stream random(3);
  for (auto const& p : plan.parameter_list()) {
    double scale = 0.25;
    for (std::size_t i = 0; i < p.size; ++i)
      scale = std::max(scale, static_cast<double>(std::abs(gradients[p.offset + i])));
    std::size_t const tried = std::min<std::size_t>(p.size, 12);
    std::size_t counted = 0;
    for (std::size_t t = 0; t < tried; ++t) {
      std::size_t const i = p.size <= 12 ? t : static_cast<std::size_t>(random.index(p.size));
      float& value = plan.parameters()[p.offset + i];
      float const before = value;
      double const middle = loss();
      auto const slopes = [&](float h) { // from the left, from the right
        value = before + h;
        double const up = loss(), above = static_cast<double>(value) - static_cast<double>(before);
        value = before - h;
        double const down = loss(), below = static_cast<double>(before) - static_cast<double>(value);
        value = before;
        return std::array{(middle - down) / below, (up - middle) / above};
      };
      auto const near = slopes(0.0005F), far = slopes(0.001F);
      double const fine = (near[0] + near[1]) / 2, coarse = (far[0] + far[1]) / 2;
      if (std::max({std::abs(near[0] - near[1]), std::abs(far[0] - far[1]), std::abs(fine - coarse)}) >
          tolerance * scale)
        continue;
      ++counted;
      INFO("parameter ", g[p.id].name, " element ", i, " of ", p.size, ": differences ", coarse, " and ",
           fine);
      CHECK(std::abs(fine - static_cast<double>(gradients[p.offset + i])) <= 1.5 * tolerance * scale);
    }
    INFO("parameter ", g[p.id].name);
    if (scale > 1 && tried > 6)
      CHECK(3 * counted >= tried); // small gradients drown in rounding, few elements in kinks
  }
}

inline void check_both(graph const& g, double tolerance = 4e-3) {
  check_results(g, 5, 5);
  check_results(g, 3, 20);
  check_gradients(g, 5, 5, tolerance);
  check_gradients(g, 17, 24, tolerance); // several groups and a last one that is not full
}

} // namespace peax::testing
