// Scores texts with the scoring threads, in a process of its own, and prints one line of JSON: the same facts as peers.py.
// usage: node bench/scoring/ours.mjs MODELS_DIR MODEL TEXTS.jsonl THREADS PRECISION
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { Worker } from "node:worker_threads";
import { importPool } from "../event-loop/bundle.mjs";

const [modelsDir, name, file, threads, precision] = process.argv.slice(2);
const items = readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)).map(({ prompt, completion }) => ({ messages: [{ role: "user", content: prompt }], completion }));
const spec = { name: "bench", kind: "bradley-terry", backend: { type: "onnx", path: name }, input: "text-pair", ...(precision !== "fp32" && { precision }) };
const nThreads = Number(threads);
const createPool = await importPool();
const pool = createPool({ nThreads, modelDirs: [modelsDir] });
const model = await pool.open(spec);
const score = async (some) => {
  const results = new Array(some.length);
  await model.score(some, { signal: new AbortController().signal, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
  return results;
};
// As the Python ways do: a first text in every thread before the clock starts.
await score(items.slice(0, 2 * nThreads));
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const started = performance.now();
const cpuBefore = process.cpuUsage();
const results = await score(items);
const cpu = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - started) / 1000;
delay.disable();
const peakMb = process.resourceUsage().maxRSS / 1024;
await pool.close();

/** Seconds that one thread takes to encode all texts, through the thread's own protocol. */
async function encodeSeconds() {
  const thread = new Worker(new URL("../../node_modules/.cache/tidemark-bench/onnx-thread.mjs", import.meta.url));
  const ask = (request) => new Promise((resolve, reject) => { thread.once("message", resolve); thread.once("error", reject); thread.postMessage(request); });
  const loaded = await ask({ id: 1, kind: "load", model: 1, folder: `${modelsDir}/${name}`, roots: [modelsDir], spec, nThreads: 1, identify: false });
  if (loaded.kind !== "loaded") throw new Error(loaded.message);
  await ask({ id: 2, kind: "encode", model: 1, items: items.slice(0, 20) });
  const before = performance.now();
  await ask({ id: 3, kind: "encode", model: 1, items });
  const took = (performance.now() - before) / 1000;
  await thread.terminate();
  return took;
}
const tokenising = (await encodeSeconds()) / (nThreads * seconds);
const lengths = results.map((result) => result.nTokens);
const tokens = lengths.reduce((sum, n) => sum + n, 0);
console.log(JSON.stringify({ scores: results.map((result) => result.score ?? null), lengths, cut: results.map((result) => result.cut !== "none"), cpuSeconds: (cpu.user + cpu.system) / 1e6, tokens, padded: tokens, seconds, tokenising, peakMb, eventLoopP99Ms: delay.percentile(99) / 1e6 }));
