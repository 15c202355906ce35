// Delay of the main thread's event loop while the scoring threads work, and tokens a second.
// usage: node bench/event-loop/run.mjs [--texts 500] [--threads 1,2]
import { readFileSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { parseArgs } from "node:util";
import { importPool } from "./bundle.mjs";

const { values } = parseArgs({ options: { texts: { type: "string", default: "500" }, threads: { type: "string", default: "1,2" } } });
const createPool = await importPool();
const spec = { name: "starter", kind: "bradley-terry", backend: { type: "onnx", path: "starter" }, input: "text-pair" };
// Texts of many lengths (about 30 to 512 tokens), made from the model's own golden texts.
const golden = readFileSync(new URL("../../models/starter/golden.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => JSON.parse(line));
const items = Array.from({ length: Number(values.texts) }, (_, i) => ({
  messages: [{ role: "user", content: golden[i % golden.length].prompt }],
  completion: Array.from({ length: 1 + (i % 6) }, (_, j) => golden[(i * 7 + j) % golden.length].completion).join(` ${i} `),
}));

for (const nThreads of values.threads.split(",").map(Number)) {
  const pool = createPool({ nThreads });
  const opening = performance.now();
  const model = await pool.open(spec);
  const openMs = performance.now() - opening;
  const results = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const started = performance.now();
  await model.score(items, { signal: new AbortController().signal, onResults: (batch) => results.push(...batch) });
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  const tokens = results.reduce((n, { result }) => n + result.nTokens, 0);
  const ms = (ns) => (ns / 1e6).toFixed(1);
  console.log(`${nThreads} thread(s): open ${Math.round(openMs)} ms; ${items.length} texts, ${tokens} tokens in ${seconds.toFixed(1)} s = ${Math.round(tokens / seconds)} tokens/s; event-loop delay p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, max ${ms(delay.max)} ms; memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`);
  await pool.close();
}
