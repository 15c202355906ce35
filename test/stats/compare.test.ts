import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareCheckpoints, type ComparedSide } from "@/lib/stats/compare-checkpoints";
import { compareMetric } from "@/lib/stats/compare-metric";
import { flips } from "@/lib/stats/flips";
import { headToHead } from "@/lib/stats/head-to-head";
import { wilsonInterval } from "@/lib/stats/wilson";
import { golden } from "./golden";

const apart = (values: ArrayLike<number>) => Int32Array.from(values, (_, i) => i);
const near = (actual: number | null, expected: number, tolerance = 1e-9) => expect(Math.abs((actual ?? NaN) - expected), `${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
/** Outcomes of a and b in which `worse` prompts turn from win to loss, `better` the other way, and `same` stay. */
const turning = (worse: number, better: number, same: number) => {
  const pairs = [...Array.from({ length: worse }, () => [1, 0]), ...Array.from({ length: better }, () => [0, 1]), ...Array.from({ length: same }, (_, i) => [i % 2, i % 2])];
  return { a: pairs.map(([x]) => x!), b: pairs.map(([, y]) => y!) };
};

describe("one metric of two checkpoints", () => {
  test("has the difference, interval and p of values computed elsewhere, plain and clustered", () => {
    const { a, b, cluster, ...expected } = golden.paired_difference;
    const plain = compareMetric(b, a, apart(a), "probabilities"); // golden is a - b
    near(plain.difference, expected.mean_diff);
    near(plain.low, expected.ci95[0]);
    near(plain.high, expected.ci95[1]);
    near(plain.p, expected.p_two_sided);
    near(plain.b! - plain.a!, expected.mean_diff);
    const clustered = compareMetric(b, a, cluster, "probabilities");
    expect(clustered.method).toMatch(/clustered/);
    expect(clustered.p).not.toBe(plain.p);
  });
  test.each(golden.mcnemar_exact.filter(({ b, c }) => b + c < 50))("p of outcomes of which $b and $c turn is exact", ({ b, c, p_two_sided }) => {
    const { a, b: after } = turning(b, c, 60);
    const compared = compareMetric(a, after, apart(a), "outcomes");
    near(compared.p, p_two_sided, 1e-6 * p_two_sided);
    expect(compared.method).toMatch(/exact McNemar/);
  });
  test("the t test takes over at fifty turned prompts, sign flips where ties turn", () => {
    const many = turning(30, 20, 100), few = turning(29, 20, 100);
    expect(compareMetric(many.a, many.b, apart(many.a), "outcomes").method).toMatch(/p: paired t/);
    expect(compareMetric(few.a, few.b, apart(few.a), "outcomes").method).toMatch(/exact McNemar/);
    const compared = compareMetric([1, 1, 0, 0.5, 0, 1], [0.5, 1, 0, 1, 1, 0.5], apart([1, 2, 3, 4, 5, 6]), "outcomes");
    expect(compared.method).toMatch(/exact sign-flip/);
    near(compared.p, 1); // -.5, .5, 1, -.5: the observed sum .5 is the smallest there is
  });
  test("clusters that turn together count once", () => {
    const { a, b } = turning(0, 12, 12);
    const together = Array.from(a, (_, i) => i >> 1);
    near(compareMetric(a, b, apart(a), "outcomes").p, 2 / 2 ** 12);
    near(compareMetric(a, b, together, "outcomes").p, 2 / 2 ** 6);
  });
  test("identical checkpoints differ by 0, within what the prompts leave open, with p = 1", () => {
    const same = Float64Array.from({ length: 200 }, (_, i) => i / 200);
    const compared = compareMetric(same, same, apart(same), "probabilities");
    expect(compared).toMatchObject({ difference: 0, p: 1 });
    expect(compared.high!).toBeGreaterThan(0.01);
    expect(compared.low).toBe(-compared.high!);
    expect(compareMetric([1, 1, 0, 0], [1, 1, 0, 0], [0, 1, 2, 3], "outcomes").p).toBe(1);
  });
  test("the same change on every prompt is as improbable as that many equal signs", () => {
    near(compareMetric([0.25, 0.25, 0.25], [0.75, 0.75, 0.75], [0, 1, 2], "probabilities").p, 0.25);
    near(compareMetric([0, 0, 0, 0], [1, 1, 1, 1], [0, 1, 2, 3], "outcomes").p, 0.125);
  });
  test("one prompt, one cluster or none is not known, and says why", () => {
    expect(compareMetric([1], [0], [0], "outcomes")).toMatchObject({ a: 1, b: 0, difference: null, p: null, reason: "too-few-pairs" });
    expect(compareMetric([1, 0], [0, 0], [3, 3], "outcomes")).toMatchObject({ difference: null, p: null, reason: "one-cluster" });
    expect(compareMetric([NaN], [0], [0], "outcomes")).toMatchObject({ a: null, b: null, reason: "too-few-pairs" });
  });
  const outcome = fc.constantFrom(0, 0.5, 1, NaN);
  test("swapping sides turns the difference and its interval around, and leaves p", () => {
    fc.assert(fc.property(fc.array(fc.tuple(outcome, outcome, fc.nat(8)), { maxLength: 40 }), fc.constantFrom("outcomes" as const, "probabilities" as const), (rows, kind) => {
      const [x, y, ids] = [rows.map(([v]) => v), rows.map(([, v]) => v), rows.map(([, , v]) => v)];
      const one = compareMetric(x, y, ids, kind), other = compareMetric(y, x, ids, kind);
      expect([other.a, other.b, other.method, other.reason]).toEqual([one.b, one.a, one.method, one.reason]);
      if (one.difference === null) {
        expect(other.difference).toBeNull();
        return;
      }
      near(other.difference, -one.difference);
      near(other.low, -one.high!);
      near(other.p, one.p!);
      expect(one.low!).toBeLessThanOrEqual(one.difference);
      expect(one.p! > 0 && one.p! <= 1).toBe(true);
    }), { numRuns: 300 });
  });
  test("the order of prompts does not matter", () => {
    fc.assert(fc.property(fc.array(fc.tuple(outcome, outcome, fc.nat(8)), { maxLength: 30 }), (rows) => {
      const of = (some: typeof rows) => compareMetric(some.map(([v]) => v), some.map(([, v]) => v), some.map(([, , v]) => v), "outcomes");
      const one = of(rows), other = of([...rows].reverse());
      expect(other.method).toBe(one.method);
      if (one.p !== null) { near(other.p, one.p); near(other.low, one.low!); }
    }));
  });
});

describe("flips", () => {
  test("are full turns between win and loss, each at its prompt", () => {
    expect(flips([0, 1, 0.5, 1, 0, NaN, 1], [1, 0, 1, 0.5, 0, 1, 0])).toEqual({ lossToWin: [0], winToLoss: [1, 6] });
    expect(() => flips([0], [])).toThrow(RangeError);
  });
});

describe("head to head", () => {
  test("is the share of prompts on which b scores higher, ties half, with Wilson's interval", () => {
    const estimate = headToHead([1, 2, 3, 4, NaN], [2, 2, 1, 5, 1], [0, 1, 2, 3, 4]);
    expect(estimate).toEqual({ value: 0.625, ...wilsonInterval(2.5, 4) });
  });
  test("is not known without a prompt that both scored", () => expect(headToHead([NaN], [1], [0])).toMatchObject({ value: null, reason: "no-pairs" }));
});

describe("two checkpoints", () => {
  const n = 400;
  const side = (wins: (i: number) => number): ComparedSide => {
    const outcomes = Float64Array.from({ length: n }, (_, i) => wins(i));
    return { wins: outcomes, probabilities: outcomes.map((w, i) => 0.2 + 0.6 * w + 0.0001 * (i % 7)), scores: Float32Array.from(outcomes) };
  };
  const clusters = Int32Array.from({ length: n }, (_, i) => i);
  const tags = Array.from({ length: n }, (_, i) => (i < 100 ? ["maths", "maths"] : i < 150 ? ["code"] : []));
  const before = side((i) => (i === 399 ? NaN : i % 2)), after = side((i) => (i < 100 && i % 4 === 1 ? 0 : i % 2));
  const compared = compareCheckpoints({ a: before, b: after, clusters, tags, deciding: "winProbability" });

  test("say what changed, on which prompts, and which tags carry it", () => {
    expect(compared).toMatchObject({ nPrompts: 399, nUnits: 399, nExcluded: 1 });
    expect(compared.flips).toEqual({ lossToWin: [], winToLoss: Array.from({ length: 25 }, (_, k) => 4 * k + 1) });
    near(compared.winRate.difference, -25 / 399);
    expect(compared.winRate.method).toMatch(/exact McNemar/);
    const [code, maths] = compared.byTag;
    expect([code!.tag, code!.nPrompts, code!.flips]).toEqual(["code", 50, { lossToWin: 0, winToLoss: 0 }]);
    expect([maths!.tag, maths!.nPrompts, maths!.flips]).toEqual(["maths", 100, { lossToWin: 0, winToLoss: 25 }]);
    near(maths!.winRate.difference, -0.25);
    near(maths!.adjustedP, 2 * maths!.winProbability.p!);
    expect(code!.adjustedP).toBe(1);
  });
  test("a model without probability or scalar leaves those unknown", () => {
    const bare = (one: ComparedSide): ComparedSide => ({ ...one, probabilities: null, scores: null });
    const result = compareCheckpoints({ a: bare(before), b: bare(after), clusters, tags, deciding: "winRate" });
    expect(result.winProbability).toMatchObject({ a: null, p: null, reason: "no-probability" });
    expect(result.headToHead).toMatchObject({ value: null, reason: "no-scores" });
    expect(result.byTag[1]!.adjustedP).toBeCloseTo(2 * result.byTag[1]!.winRate.p!, 12);
  });
  test("100 000 prompts take well under five seconds", () => {
    const many = 100_000, big = (seed: number): ComparedSide => ({
      wins: Float64Array.from({ length: many }, (_, i) => Number(Math.sin(i * seed) > 0)), probabilities: Float64Array.from({ length: many }, (_, i) => 0.5 + 0.5 * Math.sin(i * seed)), scores: Float32Array.from({ length: many }, (_, i) => 1e30 * Math.sin(i * seed)),
    });
    const start = performance.now();
    const result = compareCheckpoints({ a: big(1.1), b: big(1.7), clusters: Int32Array.from({ length: many }, (_, i) => i >> 1), tags: Array.from({ length: many }, (_, i) => [`t${i % 30}`]), deciding: "winRate" });
    expect(performance.now() - start).toBeLessThan(5000);
    expect([result.nPrompts, result.nUnits, result.byTag.length]).toEqual([many, many / 2, 30]);
  });
  test("other lengths are refused", () => expect(() => compareCheckpoints({ a: before, b: after, clusters, tags: [], deciding: "winRate" })).toThrow(RangeError));
});
