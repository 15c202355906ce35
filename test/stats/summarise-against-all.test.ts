import { describe, expect, test } from "vitest";
import { summariseAgainstAll } from "@/lib/stats/summarise-against-all";
import { summarisePairs } from "@/lib/stats/summarise-pairs";
import { sigmoid } from "@/lib/stats/sigmoid";
import { makePairs, ok, type PairedPrompt } from "./make-pairs";

type Item = PairedPrompt["own"];
const scored = (score: number): Item => ({ score, status: ok });
const pending: Item = { score: NaN, status: 0 }, failed: Item = { score: NaN, status: 2 }, missing: Item = { score: NaN, status: 3 };

/** One checkpoint against several references: own items, then one list a reference. */
function againstAll(own: readonly Item[], references: readonly (readonly Item[])[], clusters = own.map((_, i) => i)) {
  const sides = references.map((reference) => makePairs(own.map((item, i) => ({ own: item, reference: reference[i]!, cluster: clusters[i]! }))));
  return summariseAgainstAll({ sides, clusters: Int32Array.from(clusters), lengths: null, referenceLengths: references.map(() => null) });
}

describe("a point against several references", () => {
  test("is the mean over prompts of each prompt's mean over references", () => {
    const { winRate, winProbability, nPrompts, nWin, nTie, nLoss } = againstAll(
      [scored(1), scored(1), scored(1)],
      [[scored(0), scored(0), scored(2)], [scored(0), scored(2), scored(2)]],
    );
    expect(winRate.value).toBeCloseTo((1 + 0.5 + 0) / 3, 12);
    expect(winProbability.value).toBeCloseTo((sigmoid(1) + (sigmoid(1) + sigmoid(-1)) / 2 + sigmoid(-1)) / 3, 12);
    expect({ nPrompts, nWin, nTie, nLoss }).toEqual({ nPrompts: 3, nWin: 1, nTie: 1, nLoss: 1 });
  });

  test("keeps the prompt as the unit: the same references twice leave every number as it was", () => {
    const own = Array.from({ length: 40 }, (_, i) => scored(Math.sin(i))), reference = own.map((_, i) => scored(Math.cos(3 * i)));
    const once = againstAll(own, [reference]);
    expect(againstAll(own, [reference, reference])).toEqual(once);
    const alone = summarisePairs(makePairs(own.map((item, i) => ({ own: item, reference: reference[i]!, cluster: i }))));
    expect(once).toEqual(alone);
  });

  test("averages a prompt over the references that have a score, and counts one without any", () => {
    const found = againstAll([scored(1), scored(1), failed, missing], [[scored(0), failed, scored(0), scored(0)], [failed, failed, failed, failed]]);
    expect(found).toMatchObject({ nWin: 1, nReferenceFailed: 1, nFailed: 1, nMissing: 1, nPending: 0, nPrompts: 4 });
    expect(found.winRate.value).toBe(1);
  });

  test("leaves a prompt out while one of its pairs is being scored", () => {
    const found = againstAll([scored(1), scored(1)], [[scored(0), scored(0)], [scored(0), pending]]);
    expect(found).toMatchObject({ nWin: 1, nPending: 1, nPrompts: 1 });
  });

  test("bounds its win rate by what the missing prompts could have been", () => {
    const found = againstAll([scored(1), scored(1), missing, scored(1)], [[scored(0), scored(0), scored(0), scored(2)], [scored(2), scored(0), scored(0), scored(2)]]);
    expect(found.winRateBounds).toEqual({ worst: 1.5 / 4, best: 2.5 / 4 });
  });

  test("needs a reference", () => {
    expect(() => againstAll([scored(1)], [])).toThrow(RangeError);
  });
});
