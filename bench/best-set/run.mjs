// Time of the best set with its 2,000 seeded draws, as the detector's worker computes it.
// usage: node bench/best-set/run.mjs [--looks 200] [--prompts 805] [--draws 2000] [--rounds 5]
import { parseArgs } from "node:util";
import { bundle, importBundle } from "../support/bundle.mjs";

const { values } = parseArgs({ options: { looks: { type: "string", default: "200" }, prompts: { type: "string", default: "805" }, draws: { type: "string", default: "2000" }, rounds: { type: "string", default: "5" } } });
const [nLooks, nPrompts, draws, rounds] = [values.looks, values.prompts, values.draws, values.rounds].map(Number);
await bundle("best-set", ["detect/best-checkpoint", "stats/seeded-normal"]);
const { bestCheckpoint, seededNormal } = await importBundle("best-set");

// A latent margin per prompt and look: the prompt's own level, and fresh noise; it rises, then falls.
const normals = seededNormal(1);
const own = new Float64Array(nPrompts), noise = new Float64Array(nPrompts);
normals(own);
const steps = Array.from({ length: nLooks }, (_, t) => 100 * t);
const looks = steps.map((_, t) => {
  normals(noise);
  const level = 1 - 2 * (t / nLooks - 0.6) ** 2;
  return Float32Array.from(own, (a, i) => 1 / (1 + Math.exp(-(level + 1.2 * a + 1.1 * noise[i]))));
});

const times = [];
let result;
for (let round = 0; round < rounds; round++) {
  const started = performance.now();
  result = bestCheckpoint({ steps, values: looks, clusters: null, seed: 7, draws });
  times.push(performance.now() - started);
}
const [first] = times, sorted = times.toSorted((a, b) => a - b);
console.log(`${nLooks} looks x ${nPrompts} prompts, ${draws} draws: median ${Math.round(sorted[rounds >> 1])} ms, first ${Math.round(first)} ms, slowest ${Math.round(sorted.at(-1))} ms of ${rounds} rounds; step ${result.chosen.step}, ${result.bestSet.length} in the set, bias ${(100 * result.selectionBias).toFixed(2)} pp`);
