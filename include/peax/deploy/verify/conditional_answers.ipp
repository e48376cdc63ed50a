#pragma once
//! @file
//! The body of conditional_answers.hpp.

#include <peax/deploy/conditional_runner.hpp>
#include <peax/deploy/verify/conditional_answers.hpp>
#include <peax/onnx/load.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <vector>

namespace peax::deploy {

PEAX_INLINE answers conditional_answers(std::filesystem::path const& file, test_samples const& on,
                                        int threads, progress const& to) {
  engine::plan_options how;
  how.threads = threads;
  conditional_runner run(onnx::load(file), how);
  auto const begins = on.begins();
  answers out;
  for (std::size_t i = 0; i < on.count(); ++i) {
    if (begins[i]) run.reset();
    std::vector<std::span<float const>> inputs;
    for (auto const& t : on.inputs)
      inputs.push_back(t.floats().subspan(i * (t.size() / on.count()), t.size() / on.count()));
    auto const said = run.run(inputs);
    out.label.push_back(said.label);
    out.exit.push_back(said.exit);
    out.width = said.outputs[0].size();
    out.output.insert(out.output.end(), said.outputs[0].begin(), said.outputs[0].end());
    tell(to, "running " + file.filename().string(),
         static_cast<double>(i + 1) / static_cast<double>(on.count()));
  }
  return out;
}

} // namespace peax::deploy
