// Latency of an ONNX model in ONNX Runtime on the CPU, one JSON line:
//   node ort_bench.mjs MODEL.onnx [--mode infer] [--batch 1] [--threads 1] [--steps 100]
// Run it in a folder where `npm install onnxruntime-node` was done.
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';

const { InferenceSession, Tensor } = createRequire(join(process.cwd(), 'here.js'))('onnxruntime-node');
const words = process.argv.slice(2);
const settings = { batch: 1, threads: 1, steps: 100 };
let model;
while (words.length > 0) {
  const word = words.shift();
  if (word.startsWith('--')) settings[word.slice(2)] = Number(words.shift());
  else model = word;
}

const session = await InferenceSession.create(model, {
  intraOpNumThreads: settings.threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: 'all',
});
const feeds = {};
for (const { name, shape } of session.inputMetadata) {
  const dims = shape.map((extent, axis) => (axis === 0 && !(extent >= 1) ? settings.batch : extent));
  const values = new Float32Array(dims.reduce((size, extent) => size * extent, 1));
  feeds[name] = new Tensor('float32', values.map((_, i) => ((i * 7919) % 1000) / 500 - 1), dims);
}

const times = [];
for (let step = -10; step < settings.steps; ++step) {
  const start = performance.now();
  await session.run(feeds);
  if (step >= 0) times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const median = times[Math.floor(times.length / 2)];
const samples = Object.values(feeds)[0].dims[0];
console.log(JSON.stringify({
  peer: 'onnxruntime', mode: 'infer', model: basename(model), batch: samples, threads: settings.threads,
  samples_per_s: (1000 * samples) / median, ms_median: median,
}));
