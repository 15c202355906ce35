export interface Clusters {
  /** [nPrompts] cluster id of each prompt, numbered from 0 in order of first appearance. */
  ids: Int32Array;
  nClusters: number;
}

/**
 * Prompts that are not independent of each other: those of one group, and exact duplicates (same hash of the
 * normalised text). Both join, so a duplicate also ties the groups that hold it together.
 * @param prompts in prompt order; group null or undefined where the user gave none
 */
export function clusterIds(prompts: readonly { group?: string | null; textHash: string }[]): Clusters {
  const parent = Int32Array.from(prompts, (_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root]!;
    while (parent[i] !== root) [parent[i], i] = [root, parent[i]!];
    return root;
  };
  const firstByGroup = new Map<string, number>();
  const firstByHash = new Map<string, number>();
  const joinFirst = (firstBy: Map<string, number>, name: string, i: number) => {
    const first = firstBy.get(name);
    if (first === undefined) firstBy.set(name, i);
    else parent[rootOf(i)] = rootOf(first);
  };
  prompts.forEach(({ group, textHash }, i) => {
    if (group !== null && group !== undefined) joinFirst(firstByGroup, group, i);
    joinFirst(firstByHash, textHash, i);
  });
  const idOfRoot = new Map<number, number>();
  const ids = Int32Array.from(prompts, (_, i) => {
    const root = rootOf(i);
    const id = idOfRoot.get(root) ?? idOfRoot.size;
    idOfRoot.set(root, id);
    return id;
  });
  return { ids, nClusters: idOfRoot.size };
}
