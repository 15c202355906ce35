import type { PreferenceInput } from "@/lib/contracts";
import { floatsFromBytes, itemStatus, statusMask } from "@/lib/db/vector-bytes";
import { DomainError, type FieldError } from "@/lib/errors";
import { logOdds } from "@/lib/stats/log-odds";
import { sigmoid } from "@/lib/stats/sigmoid";

/** [nPrompts] log-odds (float32) and statuses in prompt order; `errors` by position. */
export interface PreferenceVectors { scores: Float32Array; statuses: Uint8Array; errors: Record<string, string> }

const listed = 20;

/**
 * Puts preferences at their prompts, beside those that were imported before.
 * @param isPair whether checkpoint and reference both wrote something for the prompt at this position
 * @returns changed: whether anything is new
 * @throws DomainError invalid-request naming keys that are unknown, doubled, without a pair, or pairs without a preference (unless allowMissing);
 *   preferences-conflict where another preference was imported before
 */
export function placePreferences(input: {
  given: readonly PreferenceInput[]; positions: ReadonlyMap<string, number>; isPair: (position: number) => boolean; allowMissing: boolean;
  before: { scores: Uint8Array; statuses: Uint8Array; errors: unknown } | null;
}): { vectors: PreferenceVectors; changed: boolean } {
  const { positions, before } = input;
  const nPrompts = positions.size;
  const vectors: PreferenceVectors = {
    scores: before ? floatsFromBytes(before.scores) : new Float32Array(nPrompts).fill(Number.NaN),
    statuses: before ? new Uint8Array(before.statuses) : new Uint8Array(nPrompts).fill(itemStatus.missing),
    errors: { ...(before?.errors as Record<string, string> | undefined) },
  };
  const known = (position: number) => ((vectors.statuses[position] ?? 0) & statusMask) === itemStatus.ok;
  const errors: FieldError[] = [], conflicts: FieldError[] = [];
  const seen = new Set<string>();
  let changed = before === null;
  input.given.forEach(({ key, probability }, index) => {
    const position = positions.get(key);
    const why = position === undefined ? "is no key of the run's prompt set" : seen.has(key) ? "stands twice" : input.isPair(position) ? null : "has no completion on one of the two sides";
    seen.add(key);
    if (position === undefined || why !== null) return void errors.push({ path: `/preferences/${index}/key`, message: `${JSON.stringify(key)} ${why}` });
    if (probability === null) return;
    if (known(position)) {
      const kept = vectors.scores[position] ?? Number.NaN;
      if (kept !== Math.fround(logOdds(probability))) conflicts.push({ path: `/preferences/${index}/probability`, message: `${JSON.stringify(key)} has ${sigmoid(kept).toFixed(6)} already` });
      return;
    }
    changed = true;
    vectors.scores[position] = logOdds(probability);
    vectors.statuses[position] = itemStatus.ok;
    delete vectors.errors[position];
  });
  if (errors.length > 0) throw new DomainError("invalid-request", `${errors.length} of ${input.given.length} preferences do not belong to a pair of this checkpoint.`, { errors: errors.slice(0, listed) });
  if (conflicts.length > 0) throw new DomainError("preferences-conflict", `${conflicts.length} of ${input.given.length} preferences differ from those imported before, which stay. Import these for a reward model of another name.`, { errors: conflicts.slice(0, listed) });

  const without = [...positions].filter(([, position]) => input.isPair(position) && !known(position));
  if (without.length > 0 && !input.allowMissing) {
    throw new DomainError("invalid-request", `${without.length} pairs have no preference. Give each one, or set allowMissing: they count as failed.`, {
      errors: without.slice(0, listed).map(([key]) => ({ path: "/preferences", message: `${JSON.stringify(key)} has no preference` })),
    });
  }
  for (const [, position] of without) {
    vectors.statuses[position] = itemStatus.failed;
    vectors.errors[position] = "no-preference";
  }
  return { vectors, changed };
}
