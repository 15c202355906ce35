// Time of the best set with its 2,000 seeded draws, as the detector's worker computes it.
// usage: node bench/best-set/run.mjs [--looks 200] [--prompts 805] [--draws 2000] [--rounds 5]
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({ options: { looks: { type: "string", default: "200" }, prompts: { type: "string", default: "805" }, draws: { type: "string", default: "2000" }, rounds: { type: "string", default: "5" } } });
const [nLooks, nPrompts, draws, rounds] = [values.looks, values.prompts, values.draws, values.rounds].map(Number);
const root = fileURLToPath(new URL("../../", import.meta.url));
const outdir = path.join(root, "node_modules", ".cache", "tidemark-bench");
mkdirSync(outdir, { recursive: true });
await build({
  absWorkingDir: root, entryPoints: ["lib/detect/best-checkpoint.ts", "lib/stats/seeded-normal.ts"], outdir, outbase: "lib", outExtension: { ".js": ".mjs" },
  bundle: true, platform: "node", format: "esm", target: "node20", packages: "external", logLevel: "error", tsconfig: path.join(root, "tsconfig.json"),
});
const load = (name) => import(pathToFileURL(path.join(outdir, name)).href);
const { bestCheckpoint } = await load("detect/best-checkpoint.mjs");
const { seededNormal } = await load("stats/seeded-normal.mjs");

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
times.sort((a, b) => a - b);
console.log(`${nLooks} looks x ${nPrompts} prompts, ${draws} draws: median ${Math.round(times[times.length >> 1])} ms, first ${Math.round(Math.max(...times))} ms of ${rounds} rounds; step ${result.chosen.step}, ${result.bestSet.length} in the set, bias ${(100 * result.selectionBias).toFixed(2)} pp`);
