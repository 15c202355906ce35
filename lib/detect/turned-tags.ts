import { fisherExact } from "@/lib/stats/fisher-exact";
import { holm } from "@/lib/stats/holm";

export interface TurnedTag {
  tag: string;
  /** Prompts with the tag that could turn, and those that did. */
  nPrompts: number; nTurned: number;
  /** How many would have, had turning nothing to do with tags. */
  expected: number;
  /** One-sided Fisher's exact test, and after Holm's correction over tags. */
  p: number; adjustedP: number;
}

/**
 * Tags that turned from win to loss more than chance says: each tag against all prompts that were won before and have an outcome after.
 * Prompts that were not won could not turn, so they are in no count. A tag that no prompt or every such prompt carries says nothing and is left out.
 * Prompts are taken as independent of each other; within clusters p is too small.
 * @param before, after [nPrompts] outcomes 1, 0.5, 0 of the same prompts, not finite where there is none
 * @param tags [nPrompts] tags of each prompt
 * @returns smallest p first, then by tag
 * @throws RangeError when lengths differ
 */
export function turnedTags({ before, after, tags }: { before: ArrayLike<number>; after: ArrayLike<number>; tags: readonly (readonly string[])[] }): TurnedTag[] {
  if (before.length !== after.length || tags.length !== before.length) throw new RangeError(`${before.length} outcomes before, ${after.length} after, tags of ${tags.length} prompts`);
  let n = 0, marked = 0;
  const counts = new Map<string, { group: number; markedInGroup: number }>();
  for (let i = 0; i < before.length; i++) {
    if (before[i] !== 1 || !Number.isFinite(after[i]!)) continue;
    const turned = after[i] === 0 ? 1 : 0;
    n++;
    marked += turned;
    for (const tag of new Set(tags[i])) {
      const count = counts.get(tag) ?? { group: 0, markedInGroup: 0 };
      counts.set(tag, { group: count.group + 1, markedInGroup: count.markedInGroup + turned });
    }
  }
  const rows = [...counts].filter(([, { group }]) => group < n).map(([tag, { group, markedInGroup }]) => ({
    tag, nPrompts: group, nTurned: markedInGroup, expected: (group * marked) / n, p: fisherExact({ n, marked, group, markedInGroup }),
  }));
  const adjusted = holm(rows.map(({ p }) => p));
  return rows.map((row, k) => ({ ...row, adjustedP: adjusted[k]! })).sort((x, y) => x.p - y.p || (x.tag < y.tag ? -1 : 1));
}
