// Time of reading a verdict over HTTP from a product that runs, one request at a time.
//   TIDEMARK_URL=http://127.0.0.1:7400 TIDEMARK_API_KEY=tdm_... node bench/verdict/read.mjs [--requests 300]
import { performance } from "node:perf_hooks";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { requests: { type: "string", default: "300" } } });
const base = process.env.TIDEMARK_URL ?? "http://127.0.0.1:7400";
const headers = { authorization: `Bearer ${process.env.TIDEMARK_API_KEY ?? ""}` };
const read = async (path) => {
  const response = await fetch(new URL(path, base), { headers });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
};

const { items } = await read("/api/v1/runs?limit=100");
const runs = items.filter(({ nScored }) => nScored > 0);
if (runs.length === 0) throw new Error("No run has a scored checkpoint yet; `npm run demo` makes two.");
const times = [];
for (let i = -20; i < Number(values.requests); i++) {
  const run = runs[(i + 20) % runs.length];
  const started = performance.now();
  await read(`/api/v1/runs/${run.id}/verdict`);
  if (i >= 0) times.push(performance.now() - started);
}
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(1);
console.log(`verdict of ${runs.length} runs (at most ${Math.max(...runs.map(({ nScored }) => nScored))} checkpoints), ${times.length} requests: median ${at(0.5)} ms, p95 ${at(0.95)} ms, worst ${times.at(-1).toFixed(1)} ms`);
