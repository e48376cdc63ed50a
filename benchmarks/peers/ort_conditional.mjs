// A conditional file in ONNX Runtime on one thread, sample by sample, its state fed back:
//   node ort_conditional.mjs answers MODEL.onnx X.npy OUT.json [L.npy]     exits, confidences and first outputs of all samples
//   node ort_conditional.mjs times SPEC.json                               microseconds of several files, run in turn
// SPEC: {"rounds": 3, "runs": 300, "cases": [{"model": FILE, "x": X.npy, "rows": [0, 7], "state": L or null}]}
// Run it in a folder where `npm install onnxruntime-node` was done, or with NODE_PATH.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const { InferenceSession, Tensor } = createRequire(join(process.cwd(), 'here.js'))('onnxruntime-node');
const arrays = { '<f4': Float32Array, '<i8': BigInt64Array, '<i4': Int32Array, '|u1': Uint8Array, '|i1': Int8Array };

function npy(path) {
  const bytes = readFileSync(path), wide = bytes[6] !== 1, at = wide ? 12 : 10;
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8), header = bytes.subarray(at, at + length).toString();
  const shape = header.match(/'shape': \(([^)]*)\)/)[1].split(',').filter((s) => s.trim()).map(Number);
  const kind = arrays[header.match(/'descr': '([^']*)'/)[1]];
  return { values: new kind(new Uint8Array(bytes.subarray(at + length)).buffer), shape };
}

const open = (model) => InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1, graphOptimizationLevel: 'all' });

const empty = { float32: Float32Array, int64: BigInt64Array, bool: Uint8Array };
function zero({ type, shape }) {
  return new Tensor(type, new empty[type](shape.reduce((a, b) => a * b, 1)), shape);
}

//! Feeds one sample; gives the outputs and keeps the state. The time of the run alone goes behind `taken`.
function host(session) {
  const state = {};
  return async (x, first, taken) => {
    const feeds = {};
    session.inputMetadata.forEach((meta, i) => {
      if (i === 0) feeds[meta.name] = new Tensor('float32', x, meta.shape.map((e, axis) => (axis === 0 ? 1 : e)));
      else if (i === 1) feeds[meta.name] = new Tensor('bool', Uint8Array.of(first ? 1 : 0), [1]);
      else feeds[meta.name] = state[meta.name] ?? zero(meta);
    });
    const start = performance.now();
    const made = await session.run(feeds);
    taken?.push((performance.now() - start) * 1000);
    for (const name of session.outputNames) if (name.endsWith('_next')) state[name.slice(0, -5)] = made[name];
    return made;
  };
}

async function answers(model, xFile, out, lFile) {
  const session = await open(model), x = npy(xFile), samples = x.shape[0], size = x.values.length / samples;
  const lengths = lFile ? Array.from(npy(lFile).values, Number) : [samples];
  const names = session.outputNames, found = { exits: [], confidences: [], outputs: [] };
  const run = host(session);
  let i = 0;
  for (const length of lengths)
    for (let k = 0; k < length; ++k, ++i) {
      const made = await run(Float32Array.from(x.values.subarray(i * size, (i + 1) * size)), k === 0);
      const at = names.findIndex((name) => name.startsWith('exit_index'));
      found.exits.push(Number(made[names[at]].data[0]));
      found.confidences.push(made[names[at + 1]].data[0]);
      found.outputs.push(Array.from(made[names[0]].data));
    }
  writeFileSync(out, JSON.stringify(found));
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function times(file) {
  const spec = JSON.parse(readFileSync(file)), cases = [];
  for (const c of spec.cases) {
    const session = await open(c.model), x = npy(c.x), size = x.values.length / x.shape[0];
    const rows = c.rows.map((r) => Float32Array.from(x.values.subarray(r * size, (r + 1) * size)));
    cases.push({ run: host(session), rows, pairs: c.pairs ?? false, rounds: [] });
  }
  for (let round = -1; round < spec.rounds; ++round) {
    const taken = cases.map(() => []);
    for (let step = 0; step < spec.runs; ++step)
      for (const [k, c] of cases.entries()) {
        // A temporal rule stops when the sample before it was alike: that one runs first, unmeasured.
        if (c.pairs) await c.run(c.rows[step % c.rows.length], true);
        await c.run(c.rows[step % c.rows.length], !c.pairs, taken[k]);
      }
    if (round >= 0) cases.forEach((c, k) => c.rounds.push(median(taken[k])));
  }
  console.log(JSON.stringify(cases.map((c) => ({ microseconds: median(c.rounds), rounds: c.rounds }))));
}

const [verb, ...words] = process.argv.slice(2);
await (verb === 'times' ? times(...words) : answers(...words));
