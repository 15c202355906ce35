/** Number of places that can be reached from place 0 of n, itself included, along the edges. */
export function reachable(n: number, edge: (from: number, to: number) => boolean): number {
  const seen = new Set([0]);
  for (const from of seen) for (let to = 0; to < n; to++) if (!seen.has(to) && edge(from, to)) seen.add(to);
  return seen.size;
}
