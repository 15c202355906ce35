import { readFileSync } from "node:fs";
import type { DetectorPlan } from "@/lib/detect/detector-plan";
import type { Look } from "@/lib/detect/look";

interface GoldenContrast { recent_len: number; ref_block: number; n: number; diff: number; se: number; guard: number; z: number; p: number; level: number; adj_p: number; crossed: boolean }
interface GoldenLateContrast { block_steps: number[]; window_steps: number[]; diff: number; se: number; z: number; p: number; level: number; adj_p: number; crossed: boolean }
interface FirstAlarm { look: number; recent_len: number; ref_block: number }

/** test/stats/README.md says how the file was made. */
export const golden = JSON.parse(readFileSync(new URL("../stats/golden.json", import.meta.url), "utf8")) as {
  spending: { H: number; eta: number; values: { k: number; gamma: number }[]; partial_sum_to_1000: number };
  block_scan: {
    x_rows_are_prompts: number[][]; params: { H: number; B: number; alpha: number; eta: number; delta: number };
    looks: { look: number; contrasts: GoldenContrast[]; running_adj_p: number }[]; first_alarm: FirstAlarm;
  };
  block_scan_missing: {
    missing: [prompt: number, look: number | "all looks"][]; first_alarm: FirstAlarm;
    last_look: { look: number; contrasts: GoldenContrast[]; running_adj_p: number };
  };
  block_scan_late: {
    arrival: number[]; first_alarm: { look: number; block_steps: number[]; window_steps: number[] };
    looks: { look: number; step: number; contrasts: GoldenLateContrast[]; running_adj_p: number }[];
  };
};

const { H, B, alpha, eta, delta } = golden.block_scan.params;
/** The vectors use fewer prompts than the product asks for, and say nothing of holding a look. */
export const goldenPlan: DetectorPlan = { expectedLooks: H, blockSize: B, alpha, eta, delta, minUnits: 8, maxExcludedShare: 1 };

/** The columns of a prompts x steps matrix as looks; `arrival` lists the steps in order of arrival. */
export function looksOf(matrix: readonly (readonly number[])[], arrival: readonly number[] = matrix[0]!.map((_, step) => step)): Look[] {
  return arrival.map((step, i) => ({ step, arrival: i + 1, values: Float64Array.from(matrix, (row) => row[step]!), incomplete: false }));
}
