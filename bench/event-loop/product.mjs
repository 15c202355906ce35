// Watches a running product while it scores: p99 delay of the app's and the workers' event loops, from GET /metrics every two seconds.
//   TIDEMARK_URL=... TIDEMARK_API_KEY=... node bench/event-loop/product.mjs [--seconds 120]
import { setTimeout as sleep } from "node:timers/promises";

const { TIDEMARK_URL: url = "http://127.0.0.1:7400", TIDEMARK_API_KEY: key } = process.env;
const at = process.argv.indexOf("--seconds");
const seconds = at > 0 ? Number(process.argv[at + 1]) : 120;
const names = { app: "nodejs_eventloop_lag_p99_seconds", worker: "tidemark_worker_event_loop_p99_seconds" };
const seen = { app: [], worker: [] };
for (const end = Date.now() + seconds * 1000; Date.now() < end; await sleep(2000)) {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${key}` } });
  if (!response.ok) throw new Error(`GET /metrics answered ${response.status}`);
  const text = await response.text();
  for (const [who, name] of Object.entries(names)) {
    const value = new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1];
    if (value !== undefined) seen[who].push(Number(value) * 1000);
  }
}
for (const [who, values] of Object.entries(seen)) {
  values.sort((a, b) => a - b);
  const ms = (q) => values[Math.min(values.length - 1, Math.floor(q * values.length))]?.toFixed(1);
  console.log(`${who}: ${values.length} windows, p99 delay median ${ms(0.5)} ms, worst ${ms(1)} ms`);
}
