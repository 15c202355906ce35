// Other contrasts and other splits of the same error budget, beside those that ship: the union bound holds for each of them.
// usage: node bench/detector/explore.mjs [--runs 300] [--threads 2]
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { bundleDetector, importDetector } from "./bundle.mjs";
import { simulateRun } from "./latent-model.mjs";
import { makeSettings } from "./settings.mjs";

const T = 100, alpha = 0.05, delta = 0.005, perLook = (alpha * 0.8) / T;

/**
 * A scheme gives the contrasts of look k as [blockStart, blockLength, windowLength, share of the look's budget].
 * Shares of a look add up to at most 1 on average over the looks that lend each other budget.
 */
const blocksOfFour = (k, a) => Array.from({ length: Math.max(0, Math.floor((k - a) / 4)) }, (_, j) => [4 * j, 4]);
const dyadicBlocks = (k, a, sizes) => sizes.flatMap((size) => Array.from({ length: Math.max(0, Math.floor((k - a) / size)) }, (_, j) => [size * j, size]));
const ageOf = (k, a, [start, length]) => (k - a - start - length) / 4;
const equal = () => 1;
const harmonic = (age) => 1 / (1 + age);
const harmonicHalf = (age) => 1 / Math.sqrt(1 + age);
/** Windows with the share of each, spread over blocks by weight. Windows tested only every `every` looks have that many times their share. */
const scheme = ({ windows, blocks = blocksOfFour, weight = equal }) => (k) => windows.flatMap(({ a, share, every = 1 }) => {
  if (k % every !== 0) return [];
  const places = blocks(k, a);
  const weights = places.map((place) => weight(ageOf(k, a, place)));
  const total = weights.reduce((sum, w) => sum + w, 0);
  return places.map(([start, length], i) => [start, length, a, (every * share * weights[i]) / total]);
});
const both = [{ a: 1, share: 0.5 }, { a: 4, share: 0.5 }];
const dyadic = [1, 2, 4, 8].map((a) => ({ a, share: 0.25 }));
const long = [{ a: 1, share: 0.4 }, { a: 4, share: 0.4 }, { a: 16, share: 0.2, every: 4 }];
const long3 = [{ a: 1, share: 0.375 }, { a: 4, share: 0.375 }, { a: 12, share: 0.25, every: 2 }];
export const schemes = {
  "as it ships: a = 1, 4, blocks of 4, equal shares": scheme({ windows: both }),
  "nearer blocks more: share 1/(1 + age)": scheme({ windows: both, weight: harmonic }),
  "nearer blocks more: share 1/sqrt(1 + age)": scheme({ windows: both, weight: harmonicHalf }),
  "sustained windows every 2nd look, twice the share": scheme({ windows: [both[0], { ...both[1], every: 2 }] }),
  "fast .25, sustained .75": scheme({ windows: [{ a: 1, share: 0.25 }, { a: 4, share: 0.75 }] }),
  "windows 1, 2, 4, 8": scheme({ windows: dyadic }),
  "windows 1, 2, 4, 8, nearer blocks more": scheme({ windows: dyadic, weight: harmonic }),
  "windows 1, 4, 16 (every 4th look), nearer blocks more": scheme({ windows: long, weight: harmonic }),
  "windows 1, 4, 12 (every 2nd look), nearer blocks more": scheme({ windows: long3, weight: harmonic }),
  "blocks of 4 and 16": scheme({ windows: both, blocks: (k, a) => dyadicBlocks(k, a, [4, 16]) }),
  "blocks of 4, 8, 16, 32": scheme({ windows: both, blocks: (k, a) => dyadicBlocks(k, a, [4, 8, 16, 32]) }),
  "blocks of 4, 8, 16, nearer more": scheme({ windows: both, blocks: (k, a) => dyadicBlocks(k, a, [4, 8, 16]), weight: harmonic }),
  "windows 1, 4, 16, blocks of 4, 16, nearer more": scheme({ windows: long, blocks: (k, a) => dyadicBlocks(k, a, [4, 16]), weight: harmonic }),
  "blocks of 8": scheme({ windows: [{ a: 1, share: 0.5 }, { a: 4, share: 0.5 }], blocks: (k, a) => dyadicBlocks(k, a, [8]) }),
  "one reference: mean of all looks before the window": scheme({ windows: both, blocks: (k, a) => (k - a >= 4 ? [[0, k - a]] : []) }),
  "one reference: the block before the window": scheme({ windows: both, blocks: (k, a) => (k - a >= 4 ? [[k - a - 4, 4]] : []) }),
};

if (isMainThread) await main();
else await work();

async function work() {
  const settings = await makeSettings();
  const { tQuantile } = await importDetector();
  const tables = new Map();
  const tableOf = (n) => {
    if (!tables.has(n)) {
      tables.set(n, Object.values(schemes).map((contrastsAt) => Array.from({ length: T + 1 }, (_, k) => (k === 0 ? [] : contrastsAt(k).map(([start, length, a, share]) => [start, length, a, -tQuantile(perLook * share, n - 1)])))));
    }
    return tables.get(n);
  };
  parentPort.on("message", ({ index, from, to }) => {
    const setting = settings[index], alarms = [];
    for (let run = from; run < to; run++) alarms.push(firstAlarms(simulateRun(setting, run).p, setting.n, tableOf(setting.n)));
    parentPort.postMessage({ index, from, alarms });
  });
  parentPort.postMessage({ ready: true });
}

/** First alarm of each scheme, from means and the covariance of looks: every contrast costs the same few additions. */
function firstAlarms(p, n, tables) {
  const means = p.map((values) => values.reduce((sum, v) => sum + v, 0) / n);
  const centred = p.map((values, t) => values.map((v) => v - means[t]));
  const width = T + 1, sums = new Float64Array(width * width), meanSums = new Float64Array(width), ownSums = new Float64Array(width);
  const covariance = new Float64Array(T * T);
  for (let s = 0; s < T; s++) {
    for (let t = s; t < T; t++) {
      const x = centred[s], y = centred[t];
      let sum = 0;
      for (let i = 0; i < n; i++) sum += x[i] * y[i];
      covariance[s * T + t] = covariance[t * T + s] = sum / (n - 1) / n;
    }
  }
  for (let s = 0; s < T; s++) {
    meanSums[s + 1] = meanSums[s] + means[s];
    ownSums[s + 1] = ownSums[s] + covariance[s * T + s];
    let row = 0;
    for (let t = 0; t < T; t++) {
      row += covariance[s * T + t];
      sums[(s + 1) * width + t + 1] = sums[s * width + t + 1] + row;
    }
  }
  const rectangle = (s0, s1, t0, t1) => sums[s1 * width + t1] - sums[s0 * width + t1] - sums[s1 * width + t0] + sums[s0 * width + t0];
  return tables.map((byLook) => {
    for (let k = 1; k <= T; k++) {
      for (const [start, length, a, t] of byLook[k]) {
        const end = start + length, from = k - a;
        const drop = (meanSums[end] - meanSums[start]) / length - (meanSums[k] - meanSums[from]) / a;
        if (drop <= delta) continue;
        const variance = rectangle(start, end, start, end) / length ** 2 + rectangle(from, k, from, k) / a ** 2 - (2 * rectangle(start, end, from, k)) / (length * a);
        const guard = Math.max(0, (ownSums[end] - ownSums[start]) / length - (ownSums[k] - ownSums[from]) / a) / a;
        if (drop - delta >= t * Math.sqrt(Math.max(variance + guard, 1e-12))) return k;
      }
    }
    return 0;
  });
}

async function main() {
  const { values } = parseArgs({ options: { runs: { type: "string", default: "300" }, threads: { type: "string", default: "2" } } });
  await bundleDetector();
  const runs = Number(values.runs), batch = 20;
  const chosen = (await makeSettings()).map((setting, index) => ({ setting, index })).filter(({ setting }) => setting.T === T && setting.H === T && setting.n >= 200 && !setting.clusterSize && (setting.changeAt || setting.holds));
  const tasks = chosen.flatMap(({ index }) => Array.from({ length: Math.ceil(runs / batch) }, (_, i) => ({ index, from: i * batch, to: Math.min(runs, (i + 1) * batch) })));
  const alarms = new Map(chosen.map(({ index }) => [index, new Array(runs)]));
  let next = 0;
  await Promise.all(Array.from({ length: Number(values.threads) }, () => new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData });
    thread.on("error", reject);
    thread.on("message", (message) => {
      if (!message.ready) message.alarms.forEach((of, i) => { alarms.get(message.index)[message.from + i] = of; });
      if (next < tasks.length) thread.postMessage(tasks[next++]);
      else resolve(thread.terminate());
    });
  })));
  const round = (x) => (x >= 0.9995 ? "1.00" : x.toFixed(x < 0.0995 ? 3 : 2).replace(/^0/, ""));
  /** Looks from the change to the alarm, runs that never alarm counted as the looks that were left: lower is better, and small drops count too. */
  const delayOf = (of, r, changeAt) => of.reduce((sum, first) => sum + (first[r] === 0 ? T - changeAt + 1 : first[r] - changeAt), 0) / of.length;
  const sections = [];
  for (const n of [805, 200]) {
    for (const [title, some, cell] of [
      ["false alarms", chosen.filter(({ setting }) => setting.n === n && setting.holds), (of, r) => round(of.filter((first) => first[r] > 0).length / of.length)],
      ["power / mean looks to the alarm, never counted as 60", chosen.filter(({ setting }) => setting.n === n && setting.changeAt), (of, r, { changeAt }) => {
        const late = of.filter((first) => first[r] === 0 || first[r] >= changeAt);
        return `${round(late.filter((first) => first[r] > 0).length / late.length)} / ${delayOf(late, r, changeAt).toFixed(1)}`;
      }],
    ]) {
      sections.push(`n = ${n}, ${title}, ${runs} runs each\n`, [["scheme", ...some.map(({ setting }) => setting.kind)], ["---", ...some.map(() => "---")],
        ...Object.keys(schemes).map((name, r) => [name, ...some.map(({ setting, index }) => cell(alarms.get(index), r, setting))])].map((row) => `| ${row.join(" | ")} |`).join("\n"), "");
    }
  }
  const text = `# Other contrasts under the same guarantee\n\nMade by \`node bench/detector/explore.mjs\`; how to read it: \`README.md\` in the folder above.\n\n${sections.join("\n")}`;
  writeFileSync(new URL("./results/explore.md", import.meta.url), text);
  console.log(text);
}
