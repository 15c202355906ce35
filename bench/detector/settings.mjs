import { meanProbability, totalSd } from "./latent-model.mjs";
import { importDetector } from "./bundle.mjs";

const changeAt = 41;

/** After `bundleDetector`. Simulated runs; win rates are in [0, 1]. `holds`: the null hypothesis is true, so at most alpha of runs may alarm. */
export async function makeSettings() {
  const { normalQuantile } = await importDetector();
  const muOf = (rate) => totalSd * normalQuantile(rate);
  const flat = () => 0;
  const ramp = (t) => muOf(0.3 + 0.2 * Math.min(1, t / 40));
  const after = (rate, base = flat) => (t) => (t < changeAt ? base(t) : muOf(rate));
  const drift = (perStep) => (t) => muOf(0.5 - perStep * Math.max(0, t - changeAt + 1));
  // The mean at which the win probability is exactly delta lower.
  let low = -1, high = 0;
  while (high - low > 1e-12) { const middle = (low + high) / 2; if (meanProbability(middle) < 0.495) low = middle; else high = middle; }
  const atDelta = low;
  const perPoint = -muOf(0.49);
  const T = 100;
  const nulls = [805, 200].flatMap((n) => [
    { kind: "plateau", n, mean: flat, holds: true },
    { kind: "ramp, then plateau", n, mean: ramp, holds: true },
    { kind: "greedy decoding", n, mean: flat, greedy: true, holds: true },
    { kind: "heavy tails and glitches", n, mean: flat, heavy: true, holds: true },
    { kind: "5 % win rate", n, mean: () => muOf(0.05), holds: true },
    { kind: "drop of exactly delta", n, mean: (t) => (t < changeAt ? 0 : atDelta), holds: true },
    { kind: "clusters of 4", n, mean: flat, clusterSize: 4, holds: true },
    { kind: "true jitter .5 pp", n, mean: flat, jitter: perPoint / 2, holds: false },
    { kind: "true jitter 1 pp", n, mean: flat, jitter: perPoint, holds: false },
  ]);
  const more = [
    { kind: "plateau", n: 50, mean: flat, holds: true },
    { kind: "ramp, then plateau, steps arriving in random order", n: 200, mean: ramp, shuffled: true, holds: true },
    { kind: "plateau, planned for 20 looks", n: 200, mean: flat, H: 20, holds: true },
    { kind: "plateau, planned for 400 looks", n: 200, mean: flat, H: 400, holds: true },
    { kind: "plateau of 24 looks, planned so", n: 200, mean: flat, T: 24, H: 24, holds: true },
    { kind: "plateau of 15 looks, planned so (blocks of 2)", n: 200, mean: flat, T: 15, H: 15, holds: true },
    { kind: "plateau of 8 looks, planned so (blocks of 1)", n: 200, mean: flat, T: 8, H: 8, holds: true },
  ];
  const drops = [805, 200].flatMap((n) => [
    ...[2, 3, 4, 5, 6, 8, 10].map((points) => ({ kind: `-${points} pp`, n, mean: after(0.5 - points / 100) })),
    ...[0.05, 0.1, 0.2, 0.3].map((points) => ({ kind: `drift -${points} pp a look`, n, mean: drift(points / 100) })),
    { kind: "ramp, then -5 pp", n, mean: after(0.45, ramp) },
    { kind: "greedy, -3 pp", n, mean: after(0.47), greedy: true },
    { kind: "dip of -8 pp, one look", n, mean: (t) => (t === changeAt ? muOf(0.42) : 0) },
  ]);
  return [
    ...[...nulls, ...more].map((setting) => ({ T, H: 100, ...setting, changeAt: null, name: `null ${setting.kind} ${setting.n}` })),
    ...drops.map((setting) => ({ T, H: 100, ...setting, changeAt, name: `drop ${setting.kind} ${setting.n}` })),
  ];
}
