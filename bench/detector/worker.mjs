import { parentPort } from "node:worker_threads";
import { importDetector } from "./bundle.mjs";
import { simulateRun } from "./latent-model.mjs";
import { naiveRules } from "./naive-rules.mjs";
import { createRandom } from "./random.mjs";
import { makeSettings } from "./settings.mjs";

const settings = await makeSettings();
const { planOf, scanLook, tTail } = await importDetector();
const critical = new Map();

/** The look of the first alarm of each rule, 0 where it never alarms. */
function firstAlarms(setting, run, withNaive) {
  const { p, w, clusters } = simulateRun(setting, run);
  const plan = planOf({ expectedLooks: setting.H, alpha: 0.05, delta: 0.005 });
  const order = p.map((_, t) => t);
  if (setting.shuffled) {
    const { uniform } = createRandom(`${setting.name} order`, run);
    for (let t = order.length - 1; t > 0; t--) { const other = Math.floor(uniform() * (t + 1)); [order[t], order[other]] = [order[other], order[t]]; }
  }
  const looks = order.map((t, i) => ({ step: t + 1, arrival: i + 1, values: p[t], incomplete: false }));
  const memo = { moments: new Map(), critical };
  let first = 0, firstStrict = 0;
  for (let k = 1; k <= setting.T && (first === 0 || firstStrict === 0); k++) {
    const { fired, contrasts } = scanLook({ looks: looks.slice(0, k), at: k, plan, clusters, allContrasts: true, memo });
    if (first === 0 && fired !== null) first = k;
    // The same contrasts with delta = 0.
    if (firstStrict === 0 && contrasts.some(({ drop, se, nUnits, level }) => tTail(drop / se, nUnits - 1) <= level)) firstStrict = k;
  }
  if (!withNaive) return [first, firstStrict];
  const naive = naiveRules.map(({ create, onProbability }) => {
    const fires = create();
    const series = onProbability ? p : w;
    for (let i = 0; i < setting.T; i++) {
      const values = series[order[i]];
      let sum = 0;
      for (const value of values) sum += value;
      if (fires({ mean: sum / values.length, n: values.length, values })) return i + 1;
    }
    return 0;
  });
  return [first, firstStrict, ...naive];
}

parentPort.on("message", ({ index, from, to, withNaive }) => {
  const alarms = [];
  for (let run = from; run < to; run++) alarms.push(firstAlarms(settings[index], run, withNaive));
  parentPort.postMessage({ index, from, alarms });
});
parentPort.postMessage({ ready: true });
