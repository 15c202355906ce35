/**
 * What people use instead, each on the means that a dashboard shows. A rule is given the means of the looks so far and says
 * whether it alarms at the last one; state of its own is kept in the closure.
 */
const meanOf = (some) => some.reduce((sum, x) => sum + x, 0) / some.length;
const sdOf = (some) => { const m = meanOf(some); return Math.sqrt(some.reduce((sum, x) => sum + (x - m) ** 2, 0) / (some.length - 1)); };

const bestMinus = (points) => () => {
  let best = -Infinity;
  return ({ mean }) => {
    const fires = mean < best - points;
    best = Math.max(best, mean);
    return fires;
  };
};
const patience = (limit) => () => {
  let best = -Infinity, waited = 0;
  return ({ mean }) => {
    waited = mean > best ? 0 : waited + 1;
    best = Math.max(best, mean);
    return waited >= limit;
  };
};
/** After ten looks that set the limits. */
const afterTen = (start) => () => {
  const first = [];
  let rule = null;
  return (look) => {
    if (first.length < 10) {
      first.push(look.mean);
      return false;
    }
    rule ??= start(meanOf(first), sdOf(first));
    return rule(look);
  };
};
const fixedLevel = afterTen((mean) => (look) => look.mean < mean - 0.03);
const ewma = afterTen((mean, sd) => {
  let z = mean, age = 0;
  return (look) => {
    z = 0.2 * look.mean + 0.8 * z;
    age++;
    return z < mean - 3 * sd * Math.sqrt((0.2 / 1.8) * (1 - 0.8 ** (2 * age)));
  };
});
const cusum = afterTen((mean, sd) => {
  let sum = 0;
  return (look) => {
    sum = Math.max(0, sum + (mean - look.mean) / sd - 0.5);
    return sum > 5;
  };
});
/** The 95 % interval of the look lies wholly below that of the look before. */
const intervalBelowPrevious = () => {
  let low = -Infinity;
  return ({ mean, n }) => {
    const half = 1.96 * Math.sqrt((mean * (1 - mean)) / n);
    const fires = mean + half < low;
    low = mean - half;
    return fires;
  };
};
/** Paired z test against the best look so far. */
const pairedAgainstBest = (critical) => () => {
  let best = null;
  return (look) => {
    let fires = false;
    if (best !== null) {
      let sum = 0, squares = 0;
      for (let i = 0; i < look.n; i++) { const d = best.values[i] - look.values[i]; sum += d; squares += d * d; }
      const mean = sum / look.n, variance = (squares / look.n - mean * mean) / (look.n - 1);
      fires = mean > critical * Math.sqrt(variance);
    }
    if (best === null || look.mean > best.mean) best = look;
    return fires;
  };
};

/** On the win rate, as a user would, but for the tuned one: its limit was tuned to 5 % false alarms on the plateau at n = 805. */
export const naiveRules = [
  { name: "best so far - 2 pp", create: bestMinus(0.02) },
  { name: "best so far - 3 pp", create: bestMinus(0.03) },
  { name: "best so far - 5 pp", create: bestMinus(0.05) },
  { name: "best so far - 3.7 pp of p, tuned to n = 805", create: bestMinus(0.037), onProbability: true },
  { name: "fixed level: first 10 - 3 pp", create: fixedLevel },
  { name: "patience 1", create: patience(1) },
  { name: "patience 3", create: patience(3) },
  { name: "patience 10", create: patience(10) },
  { name: "EWMA (.2, 3 sd)", create: ewma },
  { name: "CUSUM (.5, 5)", create: cusum },
  { name: "95 % intervals do not overlap, against previous", create: intervalBelowPrevious },
  { name: "paired z against best, .05 a look", create: pairedAgainstBest(1.645) },
  { name: "paired z against best, .05 / 100 a look", create: pairedAgainstBest(3.2905) },
];
