import { createRandom } from "./random.mjs";

/** Standard deviations of a prompt's own level, its slow wandering from step to step (AR .97), and the noise of one sampled completion. */
const own = 1.2, wandering = 0.6, persistence = 0.97, sampling = 0.9;
export const totalSd = Math.hypot(own, wandering, sampling);
const sigmoid = (m) => (m >= 0 ? 1 / (1 + Math.exp(-m)) : Math.exp(m) / (1 + Math.exp(m)));

/** Mean win probability of a normal margin with this mean, by the trapezoid rule. */
export function meanProbability(mu) {
  let sum = 0, weights = 0;
  for (let x = -8; x <= 8; x += 0.01) {
    const weight = Math.exp((-x * x) / 2);
    sum += weight * sigmoid(mu + totalSd * x);
    weights += weight;
  }
  return sum / weights;
}

/**
 * One simulated run: the margin of prompt i at look t is mu_t + own_i + wandering_it + sampling_it.
 * greedy: no sampling noise, all of the wandering slow (AR .99): neighbours correlate by .94 (w) and .995 (p).
 * heavy: Student's t(2.5) noise of the same standard deviation, and 2 % of margins off by 20.
 * clusterSize: prompts in groups of this size share half the variance of every part.
 * jitter: each checkpoint's mean truly wanders by this standard deviation (AR .5).
 * @returns win probability and win indicator, [T][n], and the clusters
 */
export function simulateRun({ name, n, T, mean, greedy = false, heavy = false, clusterSize = 1, jitter = 0, extra = null }, run) {
  const random = createRandom(name, run);
  const { normal } = random;
  const phi = greedy ? 0.99 : persistence, wanderSd = greedy ? Math.hypot(wandering, sampling) : wandering, noiseSd = greedy ? 0 : sampling;
  const nGroups = clusterSize > 1 ? Math.ceil(n / clusterSize) : 0;
  const shared = Math.sqrt(0.5), groupOwn = new Float64Array(nGroups), groupWander = new Float64Array(nGroups), groupNoise = new Float64Array(nGroups);
  for (let g = 0; g < nGroups; g++) { groupOwn[g] = normal(); groupWander[g] = normal(); }
  const level = new Float64Array(n), wander = new Float64Array(n);
  for (let i = 0; i < n; i++) { level[i] = normal(); wander[i] = normal(); }
  const p = [], w = [];
  const step = Math.sqrt(1 - phi * phi);
  let trueJitter = jitter * normal();
  for (let t = 0; t < T; t++) {
    if (t > 0) {
      for (let i = 0; i < n; i++) wander[i] = phi * wander[i] + step * normal();
      for (let g = 0; g < nGroups; g++) groupWander[g] = phi * groupWander[g] + step * normal();
      trueJitter = 0.5 * trueJitter + Math.sqrt(0.75) * jitter * normal();
    }
    for (let g = 0; g < nGroups; g++) groupNoise[g] = normal();
    const mu = mean(t + 1) + trueJitter, probability = new Float64Array(n), wins = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const noise = noiseSd === 0 ? 0 : heavy ? random.heavy(2.5) : normal();
      let m;
      if (nGroups === 0) m = own * level[i] + wanderSd * wander[i] + noiseSd * noise;
      else {
        const g = Math.floor(i / clusterSize);
        m = shared * (own * (level[i] + groupOwn[g]) + wanderSd * (wander[i] + groupWander[g]) + noiseSd * (noise + groupNoise[g]));
      }
      m += extra === null ? mu : mu + extra(i, t + 1, n);
      if (heavy && random.uniform() < 0.02) m += random.uniform() < 0.5 ? 20 : -20;
      probability[i] = sigmoid(m);
      wins[i] = m > 0 ? 1 : 0;
    }
    p.push(probability);
    w.push(wins);
  }
  return { p, w, clusters: nGroups === 0 ? null : Int32Array.from({ length: n }, (_, i) => Math.floor(i / clusterSize)) };
}
