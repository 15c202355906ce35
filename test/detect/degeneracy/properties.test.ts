import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { degeneracyMonitors } from "@/lib/detect/degeneracy/degeneracy-monitors";
import { longestSpans } from "@/lib/detect/degeneracy/longest-spans";
import { packTextMeasures, unpackTextMeasures } from "@/lib/detect/degeneracy/pack-text-measures";
import { suffixArray } from "@/lib/detect/degeneracy/suffix-array";
import { summariseDegeneracy } from "@/lib/detect/degeneracy/summarise-degeneracy";
import { textMeasureColumns } from "@/lib/detect/degeneracy/text-measures";
import { measureRows, type TextRow } from "./make-texts";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }), fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom("", " ", "\0", "\uD800", "same", "مرحبا بالعالم", "👩‍👩‍👧", "日本語のテキスト"),
);
const row: fc.Arbitrary<TextRow> = fc.record({
  prompt: text, text: fc.option(text), finishReason: fc.constantFrom(null, "stop", "length"), referenceLength: fc.integer({ min: 0, max: 90 }), cluster: fc.integer({ min: 0, max: 9 }),
});
const rows = fc.array(row, { maxLength: 15 });

describe("for any prompts and texts", () => {
  test("every share lies in [0, 1], and every other measure in its range, or is not known", () => {
    fc.assert(fc.property(rows, (given) => {
      const { measures } = measureRows(given);
      for (const { key, unit } of degeneracyMonitors) for (const value of measures[key]) {
        if (Number.isNaN(value)) continue;
        const [low, high] = unit === "share" ? [0, 1] : unit === "log ratio" ? [-2, 2] : [0, 1e6];
        expect(value, key).toBeGreaterThanOrEqual(low);
        expect(value, key).toBeLessThanOrEqual(high);
      }
    }), { numRuns: 300 });
  });

  test("summaries are numbers in order or none, and survive JSON", () => {
    fc.assert(fc.property(rows, (given) => {
      const { summary } = measureRows(given);
      expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
      expect(summary.map(({ key }) => key)).toEqual([...textMeasureColumns]);
      summary.forEach(({ key, value, low, high, n }, m) => {
        expect(n).toBeLessThanOrEqual(given.length);
        if (value === null) return expect([low, high]).toEqual([null, null]);
        expect(low, key).toBeLessThanOrEqual(value + 1e-9);
        expect(high, key).toBeGreaterThanOrEqual(value - 1e-9);
        if (degeneracyMonitors[m]?.unit === "share") expect(Math.min(low, 1 - high)).toBeGreaterThanOrEqual(0);
      });
    }), { numRuns: 300 });
  });

  test("the order of prompts moves each prompt's values with it, and no mean beyond rounding", () => {
    fc.assert(fc.property(rows, fc.infiniteStream(fc.nat()), (given, keys) => {
      const order = given.map((_, i) => [keys.next().value, i] as const).sort((a, b) => a[0] - b[0]).map(([, i]) => i);
      const before = measureRows(given), after = measureRows(order.map((i) => given[i]!));
      for (const key of textMeasureColumns) expect([...after.measures[key]], key).toEqual(order.map((i) => before.measures[key][i]));
      before.summary.forEach(({ value }, m) => {
        const other = after.summary[m]?.value ?? null;
        if (value === null || other === null) expect(other).toBe(value);
        else expect(other).toBeCloseTo(value, 6);
      });
    }), { numRuns: 200 });
  });

  test("packing and unpacking gives the same measures and the same summary", () => {
    fc.assert(fc.property(rows, (given) => {
      const { measures, summary } = measureRows(given);
      const unpacked = unpackTextMeasures(packTextMeasures(measures), given.length);
      expect(unpacked).toEqual(measures);
      expect(summariseDegeneracy(unpacked, Int32Array.from(given, ({ cluster }) => cluster ?? 0))).toEqual(summary);
    }), { numRuns: 100 });
  });
});

describe("for any sequence", () => {
  const sequence = fc.oneof(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 60 }), fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 60 }));

  test("suffixes come in lexicographic order", () => {
    fc.assert(fc.property(sequence, (s) => {
      const suffixes = s.map((_, i) => i).sort((a, b) => {
        for (let k = 0; ; k++) {
          const x = s[a + k] ?? -1, y = s[b + k] ?? -1;
          if (x !== y || x === -1) return x - y;
        }
      });
      expect([...suffixArray(Int32Array.from(s), Math.max(0, ...s))]).toEqual(suffixes);
    }), { numRuns: 1000 });
  });

  test("the longest repeated and shared spans are those that trying all finds", () => {
    const longest = (a: readonly number[], b: readonly number[], isPair: (i: number, j: number) => boolean) => {
      let best = 0;
      a.forEach((_, i) => b.forEach((__, j) => {
        let k = 0;
        while (isPair(i, j) && i + k < a.length && j + k < b.length && a[i + k] === b[j + k]) k++;
        best = Math.max(best, k);
      }));
      return best;
    };
    fc.assert(fc.property(sequence, sequence, (a, b) => {
      expect(longestSpans(Int32Array.from(a), Int32Array.from(b))).toEqual({ repeated: longest(a, a, (i, j) => i < j), shared: longest(a, b, () => true) });
    }), { numRuns: 500 });
  });
});

describe("few prompts", () => {
  test("none: nothing is known, and each monitor says so", () => {
    for (const entry of measureRows([]).summary) expect(entry).toMatchObject({ n: 0, value: null, low: null, high: null, reason: "no-texts", mean: null });
  });
  test("one: shares of prompts have a wide interval, means of measures none", () => {
    const { summary } = measureRows([{ text: "Twice a day.", finishReason: "stop" }]);
    expect(summary.find(({ key }) => key === "empty")).toMatchObject({ n: 1, value: 0, low: 0, method: "Wilson 95 %" });
    expect(summary.find(({ key }) => key === "length")).toMatchObject({ n: 1, value: null, reason: "too-few-texts", mean: 12 });
  });
  test("one group: no interval of a mean, and its method says that prompts are clustered", () => {
    const { summary } = measureRows([{ text: "Twice a day.", cluster: 3 }, { text: "Once.", cluster: 3 }]);
    expect(summary.find(({ key }) => key === "length")).toMatchObject({ value: null, reason: "one-cluster", mean: 8.5, method: "t 95 %, clustered" });
  });
  test("all of one length: the length is said without an interval", () => {
    const { summary } = measureRows([{ text: "Yes." }, { text: "No.." }]);
    expect(summary.find(({ key }) => key === "length")).toMatchObject({ value: null, reason: "all-equal", mean: 4 });
  });
});

test("stored columns keep their places", () => {
  expect(textMeasureColumns.slice(0, 13)).toEqual([
    "duplicate", "repeatedBigrams", "repeatedTrigrams", "repeatedSpan", "repeatedSpanShare", "compression", "empty", "truncated", "length", "lengthChange",
    "otherScript", "promptEcho", "unknownCharacters",
  ]);
  expect(degeneracyMonitors.map(({ key }) => key)).toEqual([...textMeasureColumns]);
});

test("a matrix of fewer columns leaves the later measures unknown; one that does not fit is refused", () => {
  const unpacked = unpackTextMeasures(Float32Array.of(1, 0.5, 0, 0.25), 2, 2);
  expect([...unpacked.duplicate, ...unpacked.repeatedBigrams]).toEqual([1, 0, 0.5, 0.25]);
  expect(unpacked.length[0]).toBeNaN();
  expect(() => unpackTextMeasures(new Float32Array(3), 2, 2)).toThrow("matrix has 3 entries");
  expect(() => unpackTextMeasures(new Float32Array(99), 1, 99)).toThrow("99 columns");
});
