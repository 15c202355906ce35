import { expect } from "vitest";
import type { OnnxSpec } from "@/lib/contracts";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { goldenOf } from "./families";
import { scoreAll } from "./scoring-pool";

/** Ids exactly, scores and attributes within 1e-4, and the same kind of cut, for every line of the family's golden.jsonl. Returns how many there were. */
export async function expectParity(pool: RewardModelPool, spec: OnnxSpec, family = spec.backend.path): Promise<number> {
  const golden = goldenOf(family);
  const results = await scoreAll(await pool.open(spec), golden);
  for (const [i, line] of golden.entries()) {
    const result = results[i]!;
    const about = `line ${i + 1}: ${JSON.stringify(line.completion).slice(0, 80)}`;
    expect([about, result]).toMatchObject([about, { status: "ok", ids: line.ids, ...(line.cut === undefined ? {} : { cut: line.cut }) }]);
    if (result.status !== "ok") continue;
    expect([about, Math.abs(result.score - line.score) < 1e-4, result.score]).toEqual([about, true, result.score]);
    if (line.probability !== undefined) {
      const { preference } = result;
      for (const key of ["probability", "probabilityAB", "probabilityBA"] as const) expect([about, key, Math.abs(preference![key] - line[key]!) < 1e-4]).toEqual([about, key, true]);
    }
    if (line.attributes) expect([about, Math.max(...line.attributes.map((value, k) => Math.abs(value - result.attributes![k]!))) < 1e-4]).toEqual([about, true]);
  }
  return golden.length;
}
