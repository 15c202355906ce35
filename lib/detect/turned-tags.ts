import { fisherExact } from "@/lib/stats/fisher-exact";
import { holm } from "@/lib/stats/holm";
import { promptsByTag } from "@/lib/stats/prompts-by-tag";

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
  const won = Array.from(before, (_, i) => i).filter((i) => before[i] === 1 && Number.isFinite(after[i]!));
  const turnedAmong = (prompts: readonly number[]) => prompts.filter((i) => after[i] === 0).length;
  const n = won.length, marked = turnedAmong(won);
  const rows = [...promptsByTag(tags, won)].filter(([, prompts]) => prompts.length < n).map(([tag, prompts]) => {
    const group = prompts.length, markedInGroup = turnedAmong(prompts);
    return { tag, nPrompts: group, nTurned: markedInGroup, expected: (group * marked) / n, p: fisherExact({ n, marked, group, markedInGroup }) };
  });
  const adjusted = holm(rows.map(({ p }) => p));
  return rows.map((row, k) => ({ ...row, adjustedP: adjusted[k]! })).sort((x, y) => x.p - y.p || (x.tag < y.tag ? -1 : 1));
}
