import { describe, expect, test } from "vitest";
import { compareMetric } from "@/lib/stats/compare-metric";
import { pairOutcomes, type PairSides } from "@/lib/stats/pair-outcomes";
import { pairedChanges } from "@/lib/stats/paired-changes";
import { golden } from "./golden";

const [ok, failed, missing] = [1, 2, 3];
/** Both sides against references that all score 0, so that a score is the margin; null has no score. */
const against = (margins: readonly (number | null)[], statuses = margins.map((margin) => (margin === null ? missing : ok))): PairSides => ({
  score: Float32Array.from(margins, (margin) => margin ?? NaN), statuses: Uint8Array.from(statuses),
  referenceScore: new Float32Array(margins.length), referenceStatuses: new Uint8Array(margins.length).fill(ok), temperature: 1,
});
const point = (margins: readonly (number | null)[], compares = true) => ({ sides: [against(margins)], compares });
const apart = (n: number) => Int32Array.from({ length: n }, (_, i) => i);
const probabilities = (margins: readonly number[]) => pairOutcomes(against(margins)).probabilities;
const logit = (p: number) => Math.log(p / (1 - p));
const first = [0.5, -1, 2, 0.25, -0.5, 1], second = [0.25, -2, 2, 0.5, -1, 0.5], third = [1, -1, 2, 0.5, -1, 1.5];

describe("the change from point to point", () => {
  test("is the paired difference of values computed elsewhere, not of two marginal intervals", () => {
    const { a, b, cluster, ...expected } = golden.paired_difference; // golden is a - b
    const inside = (values: readonly number[]) => values.map((value) => logit(Math.min(0.999, Math.max(0.001, value))));
    const representable = [...a, ...b].every((value: number) => value > 0.001 && value < 0.999);
    const [, change] = pairedChanges({ points: [point(inside(b)), point(inside(a))], clusters: apart(a.length), metric: "winProbability", places: null });
    expect(representable).toBe(true);
    // Scores are float32, so margins carry seven digits.
    expect(change!.compared.difference).toBeCloseTo(expected.mean_diff, 6);
    expect(change!.compared.low).toBeCloseTo(expected.ci95[0], 6);
    expect(change!.compared.high).toBeCloseTo(expected.ci95[1], 6);
    expect(change).toMatchObject({ nPrompts: a.length, nUnits: a.length });
  });

  test("is each point's against the one right before it, and the first has none", () => {
    const changes = pairedChanges({ points: [point(first), point(second), point(third)], clusters: apart(6), metric: "winProbability", places: null });
    expect(changes[0]).toBeNull();
    expect(changes[1]!.compared).toEqual(compareMetric(probabilities(first), probabilities(second), apart(6), "probabilities"));
    expect(changes[2]!.compared).toEqual(compareMetric(probabilities(second), probabilities(third), apart(6), "probabilities"));
  });

  test("is none where the two must not be compared, and the next is against the point in between", () => {
    const changes = pairedChanges({ points: [point(first), point(second, false), point(third)], clusters: apart(6), metric: "winProbability", places: null });
    expect(changes[1]).toBeNull();
    expect(changes[2]!.compared).toEqual(compareMetric(probabilities(second), probabilities(third), apart(6), "probabilities"));
  });

  test("of win rates is told in outcomes", () => {
    const [, change] = pairedChanges({ points: [point([1, 1, -1, 1]), point([1, -1, -1, -1])], clusters: apart(4), metric: "winRate", places: null });
    expect(change!.compared).toMatchObject({ a: 0.75, b: 0.25, difference: -0.5, method: expect.stringContaining("McNemar") });
  });
});

test("prompts without a value at either point are left out, and n says so; clusters count once", () => {
  const [, change] = pairedChanges({
    points: [point([1, null, 0.5, -1, 2, 0.25]), point([null, 1, 0.25, -2, 1, 0.5])], clusters: Int32Array.from([0, 1, 2, 2, 3, 4]), metric: "winProbability", places: null,
  });
  expect(change).toMatchObject({ nPrompts: 4, nUnits: 3 });
  expect(change!.compared.method).toContain("clustered");
  expect(change!.compared.difference).toBeCloseTo(change!.compared.b! - change!.compared.a!, 12);
});

test("a prompt that failed is no loss", () => {
  const spoilt = { sides: [against([1, 1, 1, -1, 0.5], [ok, failed, ok, ok, ok])], compares: true };
  const [, change] = pairedChanges({ points: [point([1, 1, 1, -1, 0.5]), spoilt], clusters: apart(5), metric: "winRate", places: null });
  expect(change).toMatchObject({ nPrompts: 4, compared: { difference: 0 } });
});

test("with too few prompts there is a reason in place of a number", () => {
  const [, one] = pairedChanges({ points: [point([1, null]), point([0.5, 1])], clusters: apart(2), metric: "winProbability", places: null });
  expect(one).toMatchObject({ nPrompts: 1, compared: { difference: null, low: null, high: null, reason: "too-few-pairs" } });
  const [, none] = pairedChanges({ points: [point([null, null]), point([0.5, 1])], clusters: apart(2), metric: "winProbability", places: null });
  expect(none).toMatchObject({ nPrompts: 0, nUnits: 0, compared: { difference: null, reason: "too-few-pairs" } });
});

test("the prompts at some places alone give what those prompts give on their own", () => {
  const places = [1, 3, 4, 5];
  const some = (margins: readonly number[]) => places.map((i) => margins[i]!);
  const [, restricted] = pairedChanges({ points: [point(first), point(second)], clusters: Int32Array.from([0, 1, 2, 3, 3, 4]), metric: "winProbability", places });
  const [, alone] = pairedChanges({ points: [point(some(first)), point(some(second))], clusters: Int32Array.from([1, 3, 3, 4]), metric: "winProbability", places: null });
  expect(restricted).toEqual(alone);
});

test("over several reference sets every prompt is averaged, and stays the unit", () => {
  const shifted = (margins: readonly number[]): PairSides => ({ ...against(margins), referenceScore: new Float32Array(margins.length).fill(1) });
  const both = (margins: readonly number[]) => ({ sides: [against(margins), shifted(margins)], compares: true });
  const [, change] = pairedChanges({ points: [both(first), both(second)], clusters: apart(6), metric: "winProbability", places: null });
  const mean = (margins: readonly number[]) => probabilities(margins).map((p, i) => (p + pairOutcomes(shifted(margins)).probabilities[i]!) / 2);
  expect(change).toMatchObject({ nPrompts: 6, nUnits: 6 });
  expect(change!.compared).toEqual(compareMetric(mean(first), mean(second), apart(6), "probabilities"));
});
