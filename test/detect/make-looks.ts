import type { Look } from "@/lib/detect/look";

/** Looks in step order from the values of each, [looks][prompts]; steps are 10, 20, ... */
export function makeLooks(rows: readonly (readonly number[])[], incomplete: readonly number[] = []): Look[] {
  return rows.map((row, t) => ({ step: 10 * (t + 1), arrival: t + 1, values: Float64Array.from(row), incomplete: incomplete.includes(t + 1) }));
}

/** A fixed wobble in [-1, 1] that differs between prompts and looks and adds up to about nothing. */
export const wobble = (prompt: number, look: number): number => Math.sin(12.9898 * (prompt + 1) + 78.233 * (look + 1) * (1 + (prompt % 7)));

/** Looks whose mean follows `level`, with prompts spread around it. */
export function looksAt(level: readonly number[], nPrompts: number, spread = 0.1): Look[] {
  return makeLooks(level.map((mean, t) => Array.from({ length: nPrompts }, (_, i) => mean + spread * wobble(i, t))));
}
