// Time of one look of the detector that ships: n = 5,000 prompts, the 200th look; missing values and clusters too.
// usage: node bench/detector/look-speed.mjs
import { bundleDetector, importDetector } from "./bundle.mjs";
import { simulateRun } from "./latent-model.mjs";

await bundleDetector();
const { planOf, scanLook } = await importDetector();
const n = 5000, k = 200;
const plan = planOf({ expectedLooks: k, alpha: 0.05, delta: 0.005 });
const { p } = simulateRun({ name: "look speed", n, T: k, mean: () => 0 }, 0);
const looks = p.map((values, t) => ({ step: t + 1, arrival: t + 1, values, incomplete: false }));
const holed = looks.map((look) => ({ ...look, values: look.values.map((v, i) => ((i + 7 * look.step) % 100 === 0 ? NaN : v)) }));
const late = looks.map((look) => ({ ...look, arrival: look.step === 1 ? k : look.step - 1 }));
const clusters = Int32Array.from({ length: n }, (_, i) => i >> 1);
for (const [name, input] of [
  ["in order", { looks, clusters: null }], ["1 % of values missing at each look", { looks: holed, clusters: null }],
  ["clusters of two", { looks, clusters }], ["clusters of two, values missing", { looks: holed, clusters }], ["the first step arrives last", { looks: late, clusters: null }],
]) {
  const times = [];
  let nContrasts = 0;
  for (let i = 0; i < 15; i++) {
    const started = performance.now();
    nContrasts = scanLook({ ...input, at: k, plan }).nContrasts;
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  console.log(`look ${k}, ${n} prompts, ${name}: ${nContrasts} contrasts, median ${times[7].toFixed(1)} ms, worst ${times[14].toFixed(1)} ms`);
}
