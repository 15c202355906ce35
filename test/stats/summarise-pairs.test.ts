import { describe, expect, test } from "vitest";
import { Estimate } from "@/lib/contracts";
import { summarisePairs } from "@/lib/stats/summarise-pairs";
import { completionCut, failed, makePairs, missing, ok, pending, promptCut, scoredPairs, type PairedPrompt } from "./make-pairs";

const unknown = (reason: string) => ({ value: null, low: null, high: null, reason });
const item = (score: number, status: number) => ({ score, status });

describe("denominators", () => {
  test("every prompt falls into exactly one class, and a reference without a score is seen before the checkpoint's own side", () => {
    const sides: [PairedPrompt["own"], PairedPrompt["reference"]][] = [
      [item(2, ok), item(1, ok)], [item(1, ok), item(1, ok)], [item(0, ok), item(1, ok)],
      [item(NaN, failed), item(1, ok)], [item(NaN, missing), item(1, ok)],
      [item(1, ok), item(NaN, failed)], [item(1, ok), item(NaN, missing)], [item(NaN, failed), item(NaN, failed)], [item(NaN, missing), item(NaN, failed)],
      [item(NaN, pending), item(1, ok)], [item(1, ok), item(NaN, pending)], [item(NaN, pending), item(NaN, failed)],
    ];
    const summary = summarisePairs(makePairs(sides.map(([own, reference], cluster) => ({ own, reference, cluster }))));
    expect(summary).toMatchObject({ nPrompts: 9, nWin: 1, nTie: 1, nLoss: 1, nFailed: 1, nMissing: 1, nReferenceFailed: 4, nPending: 3 });
    expect(summary.winRate).toMatchObject({ value: 0.5 });
    expect(summary.winRateBounds).toEqual({ worst: 1.5 / 5, best: 3.5 / 5 });
  });

  test("a score that is not finite counts as failed on its side, though its status says ok", () => {
    const summary = summarisePairs(makePairs(scoredPairs([[NaN, 0], [Infinity, 0], [0, NaN], [0, -Infinity], [1, 0]])));
    expect(summary).toMatchObject({ nPrompts: 5, nWin: 1, nFailed: 2, nReferenceFailed: 2 });
  });

  test("truncated counts scored completions of the checkpoint of which prompt or completion was cut, not the reference's", () => {
    const prompts = scoredPairs([[1, 0], [1, 0], [1, 0], [1, 0], [1, 0]]);
    prompts[0]!.own.status |= promptCut;
    prompts[1]!.own.status |= completionCut | promptCut;
    prompts[2]!.reference.status |= completionCut;
    prompts[3]!.own = { score: NaN, status: failed | completionCut };
    prompts[4]!.own.status |= completionCut;
    prompts[4]!.reference = { score: NaN, status: failed };
    expect(summarisePairs(makePairs(prompts))).toMatchObject({ nTruncated: 3, nWin: 3, nFailed: 1, nReferenceFailed: 1 });
  });

  test.each([[100, 2, false], [100, 3, true], [50, 1, false], [49, 1, true], [150, 3, false]])(
    "of %i prompts %i absent: incomplete is %s", (n, nAbsent, incomplete) => {
      const prompts = scoredPairs(Array.from({ length: n }, (_, i) => [i % 3, 1]));
      for (let i = 0; i < nAbsent; i++) prompts[i]!.own = item(NaN, i % 2 === 0 ? failed : missing);
      expect(summarisePairs(makePairs(prompts)).incomplete).toBe(incomplete);
    });

  test("references without a score never make a point incomplete", () => {
    const prompts = scoredPairs(Array.from({ length: 20 }, (_, i) => [i % 3, 1]));
    for (const prompt of prompts.slice(0, 10)) prompt.reference = item(NaN, failed);
    expect(summarisePairs(makePairs(prompts))).toMatchObject({ incomplete: false, nReferenceFailed: 10 });
  });

  test("one missing prompt does not make a point flicker as incomplete while the others wait", () => {
    const prompts = scoredPairs(Array.from({ length: 100 }, () => [1, 0]));
    for (const prompt of prompts.slice(10)) prompt.own = item(NaN, pending);
    prompts[0]!.own = item(NaN, missing);
    expect(summarisePairs(makePairs(prompts))).toMatchObject({ incomplete: false, nPending: 90, nPrompts: 10 });
  });

  test("lengths are means of the completions that are there", () => {
    const prompts = scoredPairs([[1, 0], [1, 0], [1, 0]]);
    Object.assign(prompts[0]!, { length: 10, referenceLength: 30 });
    Object.assign(prompts[1]!, { length: 20 });
    expect(summarisePairs(makePairs(prompts))).toMatchObject({ meanLength: 15, meanReferenceLength: 30 });
    expect(summarisePairs({ ...makePairs(prompts), lengths: null, referenceLengths: null })).toMatchObject({ meanLength: null, meanReferenceLength: null });
  });
});

describe("estimates", () => {
  test("nothing to compare is said so, never 0", () => {
    const summary = summarisePairs(makePairs([]));
    expect(summary).toMatchObject({ nPrompts: 0, incomplete: false, winRateBounds: null });
    expect([summary.winRate, summary.winProbability, summary.meanScore]).toEqual([unknown("no-pairs"), unknown("no-pairs"), unknown("no-scores")]);
  });

  test("one pair has a win rate with Wilson's interval, and no t interval", () => {
    const { winRate, winProbability, meanScore } = summarisePairs(makePairs(scoredPairs([[2, 1]])));
    expect(winRate.value).toBe(1);
    expect(winRate.low).toBeCloseTo(0.2065, 4);
    expect([winProbability, meanScore]).toEqual([unknown("too-few-pairs"), unknown("too-few-scores")]);
  });

  test("prompts of one cluster count as one", () => {
    const prompts = scoredPairs([[2, 1], [3, 1], [0, 1]]).map((prompt) => ({ ...prompt, cluster: 7 }));
    const { winRate, winProbability, meanScore } = summarisePairs(makePairs(prompts));
    expect(winRate.high! - winRate.low!).toBeGreaterThan(0.8);
    expect([winProbability, meanScore]).toEqual([unknown("one-cluster"), unknown("one-cluster")]);
  });

  test("identical texts tie everywhere: one half, with the width that this many prompts leave", () => {
    const { winRate, winProbability, nTie } = summarisePairs(makePairs(scoredPairs(Array.from({ length: 200 }, (_, i) => [i / 7, i / 7]))));
    expect([nTie, winRate.value, winProbability.value]).toEqual([200, 0.5, 0.5]);
    expect(winProbability.low).toBeCloseTo(0.4909, 4);
    expect(winProbability.high).toBeCloseTo(0.5091, 4);
    expect(winRate.low).toBeLessThan(winProbability.low!);
  });

  test("saturated probabilities keep an interval, one-sided at the edge", () => {
    const wins = summarisePairs(makePairs(scoredPairs(Array.from({ length: 100 }, (_, i) => [1000 + i, -1000]))));
    expect(wins.winProbability).toEqual({ value: 1, low: 0.025 ** (1 / 100), high: 1 });
    const losses = summarisePairs(makePairs(scoredPairs(Array.from({ length: 100 }, (_, i) => [-1000 - i, 1000]))));
    expect(losses.winProbability).toMatchObject({ value: 0, low: 0 });
    expect(losses.winProbability.high).toBeCloseTo(1 - 0.025 ** (1 / 100), 12);
  });

  test("a mean of equal scores has no known spread", () => {
    expect(summarisePairs(makePairs(scoredPairs([[3, 1], [3, 2], [3, 5]]))).meanScore).toEqual(unknown("all-equal"));
  });

  test("the mean score does not depend on which references have a score", () => {
    const prompts = scoredPairs([[1, 0], [2, 0], [4, 0], [8, 0]]);
    const before = summarisePairs(makePairs(prompts)).meanScore;
    prompts[0]!.reference = item(NaN, failed);
    expect(summarisePairs(makePairs(prompts)).meanScore).toEqual(before);
  });

  test("the temperature divides the margin, and leaves the win rate alone", () => {
    const prompts = scoredPairs([[2, 0], [-1, 0], [4, 0]]);
    const cool = summarisePairs(makePairs(prompts, 1)), warm = summarisePairs(makePairs(prompts, 1e9));
    expect(warm.winRate).toEqual(cool.winRate);
    expect(warm.winProbability.value).toBeCloseTo(0.5, 6);
  });

  test("margins are float64 differences of float32 scores", () => {
    const { nTie, nWin } = summarisePairs(makePairs(scoredPairs([[0.1 + 1e-9, 0.1], [1 + 2 ** -23, 1]])));
    expect([nTie, nWin]).toEqual([1, 1]);
  });

  test("every estimate passes the contract", () => {
    const { winRate, winProbability, meanScore } = summarisePairs(makePairs(scoredPairs([[3e38, -3e38], [0, 1], [1, 1]])));
    for (const estimate of [winRate, winProbability, meanScore]) expect(Estimate.parse(estimate)).toEqual(estimate);
  });
});

describe("refusals", () => {
  test("vectors of different lengths name the vector", () => {
    const pairs = makePairs(scoredPairs([[1, 0], [2, 0]]));
    expect(() => summarisePairs({ ...pairs, clusters: new Int32Array(1) })).toThrow(/clusters has 1 entries for 2 prompts/);
  });
  test.each([0, -1, NaN, Infinity])("temperature %d", (temperature) => {
    expect(() => summarisePairs(makePairs(scoredPairs([[1, 0], [2, 0]]), temperature))).toThrow(/temperature/);
  });
});
