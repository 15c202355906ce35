import { readFileSync } from "node:fs";

const read = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")) as unknown;

/** JSON has no NaN and no infinities; the files write them as text, and an absent score as null. */
export type JsonFloat = number | "NaN" | "Infinity" | "-Infinity" | null;
export const float = (value: JsonFloat): number => (value === null ? NaN : Number(value));

export interface Bounds { low: number; high: number }

/** README.md beside this file says how both were made. */
export const golden = read("./golden.json") as {
  normal_ppf: { p: number; expected: number }[];
  t_sf: { z: number; df: number; expected: number }[];
  sigmoid: { x: JsonFloat; sigmoid: JsonFloat; log_sigmoid: JsonFloat }[];
  win_indicator: { score: JsonFloat; ref: JsonFloat; tie_eps: number; w: number | null }[];
  wilson: { wins: number; n: number; conf: number; low: number; high: number }[];
  mcnemar_exact: { b: number; c: number; p_two_sided: number; p_mid: number; p_one_sided_B_better: number }[];
  paired_difference: {
    a: number[]; b: number[]; cluster: number[]; mean_diff: number; se: number; t: number; df: number; p_two_sided: number;
    ci95: [number, number]; clusters: number; cluster_se: number; cluster_df: number; sign_flip_exact_p: number;
  };
};
export const goldenIntervals = read("./golden-intervals.json") as Record<string, {
  values: number[]; clusters: number[]; n: number; nUnits: number; mean: number; se: number;
  t: Bounds; logitT?: Bounds; wilson?: Bounds; effectiveSize?: number;
}>;
