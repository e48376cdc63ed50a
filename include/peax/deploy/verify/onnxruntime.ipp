#pragma once
//! @file
//! The bodies of onnxruntime.hpp.

#include <peax/core/error.hpp>
#include <peax/deploy/board/process.hpp>
#include <peax/deploy/board/scratch_folder.hpp>
#include <peax/deploy/json_value.hpp>
#include <peax/deploy/verify/exit_labels.hpp>
#include <peax/deploy/verify/onnxruntime.hpp>
#include <peax/graph/quantization.hpp>

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace peax::deploy {

namespace detail {

//! Reads job.json and x.bin, writes y.bin: for each sample, of a conditional file exit and label (int32, -1 where the file gives no label) and
//! then its first output, else the outputs that are asked for. Integers of the file are codes of the real numbers here.
inline constexpr std::string_view onnxruntime_script = R"('use strict';
const fs = require('fs');
const job = JSON.parse(fs.readFileSync('job.json', 'utf8'));
const ort = require(job.module);
const arrays = {float32: Float32Array, float64: Float64Array, int64: BigInt64Array, int32: Int32Array, int8: Int8Array,
                uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, bool: Uint8Array};
function length(dims) { return dims.reduce((a, b) => a * b, 1); }
function bytes(view) { return Buffer.from(view.buffer, view.byteOffset, view.byteLength); }
function zeros(about) {
  const dims = about.shape.map(n => typeof n === 'number' && n > 0 ? n : 1);
  return new ort.Tensor(about.type, new arrays[about.type](length(dims)), dims);
}
function given(input, about, x) {
  const type = about ? about.type : 'float32';
  if (type === 'float32') return new ort.Tensor(type, x, input.dims);
  if (!arrays[type]) throw new Error(`the file takes ${type} as '${input.name}', which is not compared`);
  const codes = input.codes || {scale: 1, zero: 0};
  const made = new arrays[type](x.length);
  x.forEach((v, i) => {
    const code = type === 'float64' ? v : Math.round(v / codes.scale) + codes.zero;
    made[i] = type === 'int64' ? BigInt(code) : code;
  });
  if (!input.codes && made.some((v, i) => Number(v) !== x[i]))
    throw new Error(`the file takes ${type} as '${input.name}', and the samples have other numbers; give such samples with --data`);
  return new ort.Tensor(type, made, input.dims);
}
function numbers(output, made) {
  const codes = made.type === 'float32' ? null : output.codes;
  return Float32Array.from(made.data, v => codes ? (Number(v) - codes.zero) * codes.scale : Number(v));
}
async function main() {
  const session = await ort.InferenceSession.create(job.model,
      {intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', logSeverityLevel: 3});
  const raw = fs.readFileSync('x.bin'), x = new Float32Array(raw.length / 4), out = fs.openSync('y.bin', 'w');
  bytes(x).set(raw);
  let at = 0, state = {};
  for (const first of job.begins) {
    const feed = {};
    for (const input of job.inputs) {
      const n = length(input.dims);
      feed[input.name] = given(input, session.inputMetadata.find(m => m.name === input.name), x.slice(at, at + n));
      at += n;
    }
    if (first) state = {};
    for (const about of session.inputMetadata) { // what is no input of the network: state, or of an output that was cut off
      if (about.name in feed) continue;
      if (job.conditional && about.name === 'first') feed.first = new ort.Tensor('bool', [first], [1]);
      else feed[about.name] = state[about.name] || zeros(about);
    }
    const made = await session.run(feed);
    if (job.conditional) {
      for (const name of session.outputNames) if (name.endsWith('_next')) state[name.slice(0, -5)] = made[name];
      const label = made.label_next ? Number(made.label_next.data[0]) : -1;
      fs.writeSync(out, bytes(Int32Array.of(Number(made.exit_index.data[0]), label)));
    }
    for (const output of job.outputs) fs.writeSync(out, bytes(numbers(output, made[output.name])));
  }
}
main().catch(e => { console.error(String(e && e.message || e)); process.exit(3); });
)";

//! The name of an input or output, and what its codes mean where the file has such.
inline json end_as_json(graph const& g, value_id id) {
  json out{{"name", g[id].name}};
  if (auto const q = quantization_of(g, g[id].name); q && q->scales.size() == 1)
    out["codes"] = {{"scale", q->scales[0]}, {"zero", q->zero_points[0]}};
  return out;
}

//! The shape of one sample.
inline std::vector<std::int64_t> one_sample(shape const& dims) {
  auto const one = dims.with_batch(1);
  return {one.begin(), one.end()};
}

//! Runs the script; gives y.bin.
inline std::string run_script(board::node_runtime const& by, std::filesystem::path const& file,
                              network const& n, std::span<value_id const> outputs, test_samples const& on,
                              bool conditional, progress const& to) {
  board::scratch_folder const folder;
  json job = json::object();
  job["module"] = by.module;
  job["model"] = std::filesystem::absolute(file).string();
  job["conditional"] = conditional;
  job["inputs"] = json::array();
  for (auto const id : n->inputs()) {
    job["inputs"].push_back(end_as_json(*n, id));
    job["inputs"].back()["dims"] = one_sample((*n)[id].dims);
  }
  job["outputs"] = json::array();
  for (auto const id : outputs) job["outputs"].push_back(end_as_json(*n, id));
  job["begins"] = on.begins();
  auto const x = on.by_sample();
  std::size_t floats = 0;
  for (auto const id : outputs) floats += static_cast<std::size_t>((*n)[id].dims.elements());
  std::size_t const bytes =
      on.count() * (floats * sizeof(float) + (conditional ? 2 * sizeof(std::int32_t) : 0));
  folder.put("job.json", job.dump());
  folder.put("x.bin", {reinterpret_cast<char const*>(x.data()), x.size() * sizeof(float)});
  folder.put("run.js", onnxruntime_script);
  auto const ran = board::run_process(
      {by.node.string(), "run.js"},
      {.folder = folder.path(),
       .seconds = 1800,
       .environment = {},
       .meanwhile = board::written_share(folder.path() / "y.bin", bytes, to, "running ONNX Runtime")});
  if (!ran.succeeded())
    throw bad_input(
        fmt::format("{}: ONNX Runtime: {}", file.string(),
                    ran.timed_out ? "it does not end in 1800 s" : ran.err.substr(0, ran.err.find('\n'))));
  return folder.take("y.bin");
}

//! Fewer or more bytes than the network says come of a file that is not this network.
inline void check_size(std::filesystem::path const& file, std::string const& bytes, std::size_t wanted) {
  if (bytes.size() != wanted)
    throw bad_input(fmt::format("{}: ONNX Runtime gives {} bytes of outputs, the network says {}",
                                file.string(), bytes.size(), wanted));
}

} // namespace detail

PEAX_INLINE std::vector<tensor> run_in_onnxruntime(board::node_runtime const& by,
                                                   std::filesystem::path const& file, network const& n,
                                                   test_samples const& on, progress const& to) {
  graph const& g = *n;
  std::size_t floats = 0;
  for (auto const id : g.outputs()) floats += static_cast<std::size_t>(g[id].dims.elements());
  auto const bytes = detail::run_script(by, file, n, g.outputs(), on, false, to);
  detail::check_size(file, bytes, on.count() * floats * sizeof(float));
  std::vector<tensor> out;
  std::size_t before = 0;
  for (auto const id : g.outputs()) {
    auto const each = static_cast<std::size_t>(g[id].dims.elements());
    std::vector<float> values(on.count() * each);
    for (std::size_t i = 0; i < on.count(); ++i)
      std::memcpy(values.data() + i * each, bytes.data() + (i * floats + before) * sizeof(float),
                  each * sizeof(float));
    out.emplace_back(shape{static_cast<std::int64_t>(on.count()), static_cast<std::int64_t>(each)},
                     std::move(values));
    before += each;
  }
  return out;
}

PEAX_INLINE answers run_conditional_in_onnxruntime(board::node_runtime const& by,
                                                   std::filesystem::path const& file, any_solution const& s,
                                                   test_samples const& on, progress const& to) {
  graph const& g = *s.network;
  auto const last = g.outputs()[s.exits.size() - 1];
  answers out;
  out.width = static_cast<std::size_t>(g[last].dims.elements());
  auto const bytes = detail::run_script(by, file, s.network, std::span(&last, 1), on, true, to);
  std::size_t const each = 2 * sizeof(std::int32_t) + out.width * sizeof(float);
  detail::check_size(file, bytes, on.count() * each);
  for (std::size_t i = 0; i < on.count(); ++i) {
    char const* const at = bytes.data() + i * each;
    std::int32_t head[2];
    std::vector<float> row(out.width);
    std::memcpy(head, at, sizeof head);
    std::memcpy(row.data(), at + sizeof head, row.size() * sizeof(float));
    out.output.insert(out.output.end(), row.begin(), row.end());
    auto const exit = static_cast<std::size_t>(head[0]);
    if (exit >= s.exits.size())
      throw bad_input(fmt::format("{}: exit_index is {}, there are {} exits", file.string(), head[0],
                                  g.outputs().size()));
    out.exit.push_back(exit);
    tensor const one(shape{1, static_cast<std::int64_t>(out.width)}, std::move(row));
    auto const own = exit_labels(s, exit, one, 1)[0];
    out.label.push_back(s.decision.repeats() && own >= 0 ? head[1] : own);
  }
  return out;
}

} // namespace peax::deploy
