const iterations = 24;

/**
 * Order in which rows that run alike are neighbours: by their angle in the plane of the first two principal components,
 * cut open at the widest gap (Friendly 2002, The American Statistician 56:316-324, there for correlations). Unknown cells count as the row's mean.
 * @param rows [n][k] values, null where unknown
 * @returns [n] places of the rows; the same rows give the same order
 */
export function orderBySimilarity(rows: readonly (readonly (number | null)[])[]): number[] {
  const n = rows.length, k = rows[0]?.length ?? 0;
  if (n < 3 || k < 2) return rows.map((_, i) => i);
  const data = new Float64Array(n * k);
  rows.forEach((row, i) => {
    const known = row.filter((v): v is number => v !== null);
    const mean = known.reduce((sum, v) => sum + v, 0) / Math.max(1, known.length);
    row.forEach((v, j) => { data[i * k + j] = v ?? mean; });
  });
  for (let j = 0; j < k; j++) {
    let mean = 0;
    for (let i = 0; i < n; i++) mean += data[i * k + j]! / n;
    for (let i = 0; i < n; i++) data[i * k + j]! -= mean;
  }
  const first = component(data, n, k, null);
  const second = component(data, n, k, first);
  const [x, y] = [project(data, n, k, first), project(data, n, k, second)];
  const angles = rows.map((_, i) => ({ i, angle: Math.atan2(y[i]!, x[i]!) })).sort((a, b) => a.angle - b.angle || a.i - b.i);
  let cut = 0, widest = 2 * Math.PI - (angles[n - 1]!.angle - angles[0]!.angle);
  for (let at = 1; at < n; at++) {
    const gap = angles[at]!.angle - angles[at - 1]!.angle;
    if (gap > widest) { widest = gap; cut = at; }
  }
  return [...angles.slice(cut), ...angles.slice(0, cut)].map(({ i }) => i);
}

/** Leading direction of the columns by power iteration, at right angles to `other`. */
function component(data: Float64Array, n: number, k: number, other: Float64Array | null): Float64Array {
  let v = Float64Array.from({ length: k }, (_, j) => 1 + ((j * 7919) % 13) / 13 + (other ? (j % 2) : 0));
  for (let t = 0; t < iterations; t++) {
    const scores = project(data, n, k, v);
    const next = new Float64Array(k);
    for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) next[j]! += scores[i]! * data[i * k + j]!;
    if (other) {
      const along = next.reduce((sum, value, j) => sum + value * other[j]!, 0);
      for (let j = 0; j < k; j++) next[j]! -= along * other[j]!;
    }
    const size = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (size < 1e-12) return new Float64Array(k);
    v = next.map((value) => value / size);
  }
  return v;
}

function project(data: Float64Array, n: number, k: number, v: Float64Array): Float64Array {
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) scores[i]! += data[i * k + j]! * v[j]!;
  return scores;
}
