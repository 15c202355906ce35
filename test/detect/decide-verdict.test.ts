import { expect, test } from "vitest";
import { verdictSentence } from "@/lib/chart/verdict-sentence";
import type { Contrast } from "@/lib/contracts";
import { decideVerdict, type VerdictCode, type VerdictInput } from "@/lib/detect/decide-verdict";
import type { Findings, FoundRegression } from "@/lib/detect/findings";

const contrast: Contrast = { family: "all", kind: "sustained", blockSteps: [1000, 1100, 1200, 1300], windowSteps: [1800], nUnits: 805, drop: 0.042, dropLow: 0.016, adjustedP: 0.001 };
const regression = (kind: FoundRegression["kind"]): FoundRegression => ({ step: 1800, checkpointId: "c", kind, contrast });
const healthy: Findings = {
  episodeId: "e", regression: null, overOptimisation: null, adjustedP: 0.8, nLooks: 12, nUnits: 805, detectable: null, jitter: null,
  latestIncomplete: false, allTied: false, allFailed: false,
};
const input = (change: Partial<VerdictInput>): VerdictInput => ({ hasCurve: true, nCheckpoints: 12, nPending: 0, nFailed: 0, findings: healthy, minUnits: 50, ...change });
const found = (change: Partial<Findings>): VerdictInput => input({ findings: { ...healthy, ...change } });
const overOptimisation = { contrast, trainingRise: 0.03, step: 1800, checkpointId: "c", episodeId: "e", errorLevel: 0.05 };

const table: [name: string, given: VerdictInput, verdict: string, code: VerdictCode, shouldStop: boolean][] = [
  ["nothing found", input({}), "healthy", "no-drop", false],
  ["a drop that lasted", found({ regression: regression("sustained") }), "regressed", "sustained", true],
  ["a drop at one look", found({ regression: regression("unconfirmed") }), "regressed", "unconfirmed", false],
  ["a drop that neither lasted nor recovered", found({ regression: regression("unresolved") }), "regressed", "unresolved", false],
  ["a dip that recovered", found({ regression: regression("dip-recovered") }), "healthy", "dip-recovered", false],
  ["held-out fell while training rose", found({ overOptimisation }), "regressed", "over-optimisation", true],
  ["over-optimisation before a plain regression", found({ overOptimisation, regression: regression("sustained") }), "regressed", "over-optimisation", true],
  ["an alarm while others are being scored", input({ nPending: 3, findings: { ...healthy, regression: regression("sustained") } }), "regressed", "sustained", true],
  ["an alarm, then an incomplete look", found({ latestIncomplete: true, regression: regression("sustained") }), "regressed", "sustained", true],
  ["no reward model or references", input({ hasCurve: false, findings: null }), "insufficient", "no-curve", false],
  ["no checkpoint", input({ nCheckpoints: 0, findings: null }), "insufficient", "no-checkpoints", false],
  ["the first checkpoint being scored", input({ nCheckpoints: 1, nPending: 1, findings: null }), "pending", "pending", false],
  ["a healthy run with one more being scored", input({ nPending: 1 }), "pending", "pending", false],
  ["every checkpoint failed", input({ nFailed: 12, findings: null }), "insufficient", "all-failed", false],
  ["every prompt failed", found({ allFailed: true }), "insufficient", "all-failed", false],
  ["49 prompts", found({ nUnits: 49 }), "insufficient", "too-few-prompts", false],
  ["50 prompts", found({ nUnits: 50 }), "healthy", "no-drop", false],
  ["one look", found({ nLooks: 1, adjustedP: null }), "insufficient", "one-checkpoint", false],
  ["everything tied", found({ allTied: true }), "insufficient", "all-tied", false],
  ["the latest look incomplete", found({ latestIncomplete: true }), "insufficient", "incomplete-look", false],
  ["no block complete yet", found({ nLooks: 4, adjustedP: null }), "insufficient", "too-few-looks", false],
  ["a dip that recovered, then an incomplete look", found({ latestIncomplete: true, regression: regression("dip-recovered") }), "insufficient", "incomplete-look", false],
];

test.each(table)("%s", (_, given, verdict, code, shouldStop) => {
  expect(decideVerdict(given)).toEqual({ verdict, code, shouldStop });
});

test("a run is never told to stop by a verdict other than regressed", () => {
  for (const [, given] of table) {
    const decided = decideVerdict(given);
    if (decided.shouldStop) expect(decided.verdict).toBe("regressed");
  }
});

const words = (given: VerdictInput) => {
  const { code } = decideVerdict(given);
  const { findings, ...counts } = given;
  return verdictSentence({
    ...counts, code, metric: "winProbability", errorLevel: 0.05, nLooks: findings?.nLooks ?? 0, nUnits: findings?.nUnits ?? 0, blockSize: 4, adjustedP: findings?.adjustedP ?? null,
    detectable: { fast: 0.032, sustained: 0.022, sdPair: 0.23, sdSource: "measured", nUnits: 805 },
    regression: findings?.overOptimisation ? { kind: "over-optimisation", ...findings.overOptimisation } : (findings?.regression ?? null),
  });
};

test("every verdict has a sentence of its own, and none shows a code, NaN or undefined", () => {
  const byCode = new Map(table.map(([, given, , code]) => [code, words(given)]));
  for (const sentence of byCode.values()) expect(sentence).not.toMatch(/undefined|NaN|null/);
  expect(new Set(byCode.values()).size).toBe(byCode.size);
  for (const [code, sentence] of byCode) expect(sentence).not.toContain(code);
});

test("a regression is told with its size, its lower bound, what it is measured against, and the error level", () => {
  expect(words(found({ regression: regression("sustained") }))).toBe(
    "Regressed since step 1\u202F800. Win probability fell by 4.2\u00A0pp (at least 1.6\u00A0pp), against steps 1\u202F000-1\u202F300. Over the whole run a false alarm has a probability of at most 5\u00A0%.");
  expect(words(found({ overOptimisation }))).toContain("held-out score fell by 4.2\u00A0pp (at least 1.6\u00A0pp), against steps 1\u202F000-1\u202F300, while the training score rose by 3.0\u00A0pp");
});

test("what could be found is said where nothing was", () => {
  expect(words(input({}))).toBe("Healthy: no drop below an earlier block in 12 looks. A drop of 3.2\u00A0pp would be found with probability one half in the next look, one of 2.2\u00A0pp once it has lasted.");
});
