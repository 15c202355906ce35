// One checkpoint of a million short completions, streamed as NDJSON: what it costs the app in memory, and others in waiting.
//   node bench/ingest/stream.mjs [--prompts 1000] [--samples 1000] [--characters 200]
// Needs the built product (npm run build), and Linux.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { childBelow, cpuOf, memoryOf } from "./processes.mjs";
import { makePrompts, startProduct } from "./start-product.mjs";
import { keyOf } from "./texts.mjs";

const { values } = parseArgs({ options: { prompts: { type: "string", default: "1000" }, samples: { type: "string", default: "1000" }, characters: { type: "string", default: "200" } } });
const [nPrompts, nSamples, nCharacters] = [values.prompts, values.samples, values.characters].map(Number);

const product = await startProduct();
try {
  await makePrompts(product.call, nPrompts, nCharacters);
  const { id } = await product.call("POST", "/runs", { name: "stream", promptSet: "prompts" });
  const app = childBelow(product.pid, /next/);
  const before = memoryOf(app, "VmRSS");
  let peak = 0, waited = 0, open = true;
  const watching = setInterval(() => (peak = Math.max(peak, memoryOf(app, "VmRSS"))), 50);
  const asking = (async () => {
    while (open) {
      const from = performance.now();
      await product.call("GET", "/health");
      waited = Math.max(waited, performance.now() - from);
      await sleep(20);
    }
  })();
  const [cpu, begun] = [cpuOf(app).all, performance.now()];
  let nBytes = 0;
  const response = await fetch(`${product.url}/api/v1/runs/${id}/checkpoints`, {
    method: "POST", duplex: "half", headers: { authorization: `Bearer ${product.key}`, "content-type": "application/x-ndjson" }, body: body(),
  });
  const answer = await response.json();
  const seconds = (performance.now() - begun) / 1000;
  open = false;
  await asking;
  clearInterval(watching);
  if (response.status !== 202 || answer.nCompletions !== nPrompts * nSamples) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
  console.log(`${answer.nCompletions} completions, ${(nBytes / 1e6).toFixed(0)} MB of NDJSON, in ${seconds.toFixed(1)} s, ${((cpuOf(app).all - cpu) / 1000).toFixed(1)} s of processor time of the app`);
  console.log(`memory of the app: ${before} MB before, ${peak} MB at its peak (${((peak - before) / (nBytes / 1e6)).toFixed(1)} bytes for a byte sent), ${memoryOf(app, "VmRSS")} MB after; another client waited ${waited.toFixed(0)} ms at most`);

  async function* body() {
    const encoder = new TextEncoder();
    yield encoder.encode(`${JSON.stringify({ step: 1, nCompletions: nPrompts * nSamples })}\n`);
    for (let i = 0; i < nPrompts; i++) {
      let lines = "";
      for (let sample = 0; sample < nSamples; sample++) {
        const completion = `Answer ${sample} to ${i}: `.padEnd(nCharacters, `${(i * 7919 + sample * 104729).toString(36)} `);
        lines += `${JSON.stringify({ key: keyOf(i), completion, sample })}\n`;
      }
      const bytes = encoder.encode(lines);
      nBytes += bytes.length;
      yield bytes;
    }
  }
} finally {
  await product.stop();
}
