import { promptsByTag } from "@/lib/stats/prompts-by-tag";

/** One family of tests with its own share of the error budget. */
export interface Family {
  /** `all`, or `tag:<name>`. */
  name: string;
  /** Prompts of the family, ascending; null: all. */
  promptIndices: Int32Array | null;
  /** The families' alphas add up to the run's. */
  alpha: number;
}

/**
 * Splits alpha between all prompts together and categories of them: half to all, the other half in equal parts to the
 * categories with at least `minPrompts` prompts, at most the `maxCategories` largest. Without a category all prompts
 * have the whole. Half a budget costs all prompts about 4 % in z; a category that falls alone is found many looks earlier.
 * A tag that every prompt carries is no category. Of equally large tags, the first in code-unit order.
 * @param tags [nPrompts] tags of each prompt; a prompt counts in each of its tags
 */
export function splitAlpha(tags: readonly (readonly string[])[], alpha: number, { minPrompts = 50, maxCategories = 10 } = {}): Family[] {
  const categories = [...promptsByTag(tags)]
    .filter(([, prompts]) => prompts.length >= minPrompts && prompts.length < tags.length)
    .sort(([a, p], [b, q]) => q.length - p.length || (a < b ? -1 : 1))
    .slice(0, maxCategories);
  if (categories.length === 0) return [{ name: "all", promptIndices: null, alpha }];
  return [
    { name: "all", promptIndices: null, alpha: alpha / 2 },
    ...categories.map(([tag, prompts]) => ({ name: `tag:${tag}`, promptIndices: Int32Array.from(prompts), alpha: alpha / 2 / categories.length })),
  ];
}
