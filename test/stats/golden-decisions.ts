import { readFileSync } from "node:fs";

/** The families of golden.json that decisions are made of; README.md beside this file says how it was made. */
export const goldenDecisions = JSON.parse(readFileSync(new URL("./golden.json", import.meta.url), "utf8")) as {
  best_set: { x_rows_are_prompts: number[][]; rows: { step: number; stat: number; crit: number; in_set: boolean }[] };
  length_controlled: { y: number[][]; x: number[][]; theta: number[]; phi: number; lc: number[]; raw: number[] };
  bradley_terry: {
    wins: number[][]; log_strength: number[]; se: number[]; elo_400log10: number[]; p_0_beats_3: number;
    separable: { wins: number[][]; ridge_lambda: number; log_strength: number[] };
  };
  multi_reference: { scores: number[]; refs: (number | null)[][]; w_per_prompt: (number | null)[]; p_per_prompt: (number | null)[]; n_used: number };
  rank_agreement: { x: number[]; y: number[]; spearman: number; kendall_tau_b: number };
  gao_rl_fit: { kl: number[]; gold: number[]; alpha: number; beta: number; peak_d: number; peak_kl: number };
};

/** [T] columns of rows of prompts. */
export const columns = (rows: readonly number[][]): Float64Array[] => rows[0]!.map((_, t) => Float64Array.from(rows, (row) => row[t]!));
