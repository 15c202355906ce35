/** Floating-point operations of the starter's shape (6 layers, width 384, inner width 1536): linear layers by tokens, attention by tokens squared. */
export function flopsOf(lengths, { layers = 6, width = 384, inner = 1536 } = {}) {
  const linear = layers * 2 * (4 * width * width + 2 * width * inner);
  const attention = layers * 4 * width;
  return lengths.reduce((sum, n) => sum + n * linear + n * n * attention, 0);
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function ranks(values) {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Array(values.length);
  for (let i = 0; i < order.length;) {
    let end = i;
    while (end < order.length && values[order[end]] === values[order[i]]) end++;
    for (let k = i; k < end; k++) result[order[k]] = (i + end - 1) / 2;
    i = end;
  }
  return result;
}

function correlation(a, b) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => { ab += (value - ma) * (b[i] - mb); aa += (value - ma) ** 2; bb += (b[i] - mb) ** 2; });
  return ab / Math.sqrt(aa * bb);
}

/** How other scores of the same texts differ: largest difference of a text that was not cut, Spearman, and the share of neighbouring pairs whose order turns. */
export function parity(scores, others, cut) {
  const nPairs = scores.length - 1;
  let flips = 0;
  for (let i = 0; i < nPairs; i++) if (Math.sign(scores[i] - scores[i + 1]) !== Math.sign(others[i] - others[i + 1])) flips++;
  return { largest: Math.max(...scores.map((score, i) => (cut[i] ? 0 : Math.abs(score - others[i])))), spearman: correlation(ranks(scores), ranks(others)), flips: flips / nPairs, nPairs };
}
