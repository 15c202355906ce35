// False alarms and power of the detector that ships, beside the rules people use, on simulated runs. Seeded: the same numbers whatever the threads.
// usage: node bench/detector/run.mjs [--quick] [--runs N] [--threads 2] [--minutes M]
// --quick checks the published claims only, on fewer runs, writes nothing and exits with 1 where one does not hold.
// --minutes ends earlier, with as many runs of each setting as were done by then, the first 20 at least.
import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { bundleDetector } from "./bundle.mjs";
import { chartOf } from "./chart.mjs";
import { checkClaims } from "./claims.mjs";
import { makeSettings } from "./settings.mjs";
import { summarise } from "./summarise.mjs";
import { tablesOf } from "./tables.mjs";

const { values } = parseArgs({ options: { quick: { type: "boolean", default: false }, runs: { type: "string" }, threads: { type: "string", default: "2" }, minutes: { type: "string", default: "600" } } });
const quick = values.quick;
const claimed = new Set(["drop -3 pp 805", "drop -5 pp 805", "drop -5 pp 200"]);
await bundleDetector();
const settings = await makeSettings();
const chosen = settings.map((setting, index) => ({ setting, index })).filter(({ setting }) => !quick || setting.holds || claimed.has(setting.name));
const runsOf = (setting) => Number(values.runs ?? (quick ? (setting.changeAt ? 500 : 200) : setting.changeAt || setting.n === 805 ? 500 : 1000));
const batch = 20;
const tasks = chosen.flatMap(({ setting, index }) => {
  const runs = runsOf(setting);
  return Array.from({ length: Math.ceil(runs / batch) }, (_, i) => ({ index, from: i * batch, to: Math.min(runs, (i + 1) * batch), withNaive: !quick }));
}).sort((a, b) => a.from - b.from);
const alarms = new Map(chosen.map(({ setting, index }) => [index, new Array(runsOf(setting))]));
const started = performance.now();

let next = 0, done = 0, shown = 0;
await Promise.all(Array.from({ length: Number(values.threads) }, () => new Promise((resolve, reject) => {
  const thread = new Worker(new URL("./worker.mjs", import.meta.url));
  thread.on("error", reject);
  thread.on("message", (message) => {
    if (!message.ready) {
      message.alarms.forEach((of, i) => { alarms.get(message.index)[message.from + i] = of; });
      done++;
      if (!quick && Math.floor((10 * done) / tasks.length) > shown) console.error(`${10 * ++shown} %, ${Math.round((performance.now() - started) / 1000)} s`);
    }
    const minutes = (performance.now() - started) / 60_000;
    if (next < tasks.length && (minutes < Number(values.minutes) || tasks[next].from === 0)) thread.postMessage(tasks[next++]);
    else resolve(thread.terminate());
  });
})));

const results = chosen.map(({ setting, index }) => summarise(setting, alarms.get(index).filter((of) => of !== undefined)));
const seconds = Math.round((performance.now() - started) / 1000);
if (!quick) {
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("detector.md", folder), tablesOf(results));
  writeFileSync(new URL("detector.svg", folder), chartOf(results));
}
const { passed, failed, lines } = checkClaims(results);
for (const line of lines) console.log(line);
console.log(`${results.reduce((n, { runs }) => n + runs, 0)} runs in ${seconds} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
