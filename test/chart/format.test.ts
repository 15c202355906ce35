import { describe, expect, test } from "vitest";
import {
  formatCount, formatEstimate, formatLevel, formatP, formatPercent, formatPercentInterval, formatPoints, formatScore, formatStep,
} from "@/lib/chart/format";
import { formatExactTime, formatRelativeTime } from "@/lib/chart/format-time";
import { reasonWords } from "@/lib/chart/reason-words";

/** Spaces of all kinds as plain ones, to keep expectations readable. */
const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");

describe("numbers", () => {
  test.each([
    [0.624, 0.59, 0.657, "62.4 % [59.0, 65.7]"],
    [0.6, 0.31, 0.83, "60 % [31, 83]"],
    [0.62431, 0.6212, 0.6274, "62.43 % [62.12, 62.74]"],
    [0.5, 0.5, 0.5, "50.0 % [50.0, 50.0]"],
    [1, 0.981, 1, "100.00 % [98.10, 100.00]"],
    [0.5000001, 0.5, 0.5000002, "50.000 % [50.000, 50.000]"],
  ])("%d in [%d, %d] as %s: no more digits than the interval supports", (value, low, high, text) => {
    expect(plain(formatEstimate({ value, low, high }, "fraction"))).toBe(text);
  });

  test.each([
    [1.23456, 1.1, 1.36, "1.23 [1.10, 1.36]"], [-12.3, -15, -9, "-12.3 [-15.0, -9.0]"], [1234.5, 1200, 1270, "1235 [1200, 1270]"], [-0.001, -0.4, 0.4, "0.00 [-0.40, 0.40]"],
  ])("score %d in [%d, %d] as %s", (value, low, high, text) => expect(formatEstimate({ value, low, high }, "score")).toBe(text));

  test("differences carry their sign, nothing has none", () => {
    expect(plain(formatPoints(-0.031, { low: -0.05, high: -0.012 }))).toBe("-3.1 pp");
    expect(plain(formatPoints(0.012))).toBe("+1.2 pp");
    expect(plain(formatPoints(-0.0001))).toBe("0.0 pp");
  });

  test("without an interval one decimal, or two of a score", () => {
    expect([plain(formatPercent(0.62449)), formatScore(1.005)]).toEqual(["62.4 %", "1.00"]);
    expect(formatPercentInterval({ low: 0.5899, high: 0.6571 })).toBe("[59.0, 65.7]");
    expect([0.05, 0.025, 1].map((level) => plain(formatLevel(level)))).toEqual(["5 %", "2.5 %", "100 %"]);
  });

  test("number and unit never part at a line's end", () => expect(formatPercent(0.5)).toBe("50.0\u00A0%"));

  test.each([[0, "0"], [999, "999"], [1800, "1\u202F800"], [12_000, "12\u202F000"], [9_007_199_254_740_991, "9\u202F007\u202F199\u202F254\u202F740\u202F991"]])(
    "step %i with thin spaces", (step, text) => expect([formatStep(step), formatCount(step)]).toEqual([text, text]));

  test.each([[0.003, "p = .003"], [0.0009, "p < .001"], [0, "p < .001"], [0.001, "p = .001"], [0.05, "p = .050"], [0.346, "p = .35"], [0.9999, "p > .99"], [1, "p > .99"]])(
    "p of %d as %s", (p, text) => expect(formatP(p)).toBe(text));

  test("what is not known is said in words, also by a code that has none of its own", () => {
    expect(formatEstimate({ value: null, low: null, high: null, reason: "no-pairs" }, "fraction")).toBe("no prompt has both scores");
    expect(reasonWords("some-new-code")).toBe("some new code");
  });
});

describe("time", () => {
  const now = Date.parse("2026-03-01T12:00:00Z");
  test.each([
    ["2026-03-01T11:59:30Z", "just now"], ["2026-03-01T11:58:00Z", "2 min ago"], ["2026-03-01T09:00:01Z", "2 h ago"],
    ["2026-02-24T12:00:00Z", "5 d ago"], ["2026-03-01T12:03:00Z", "in 3 min"], ["not a time", "unknown time"],
  ])("%s is %s", (timestamp, text) => expect(plain(formatRelativeTime(timestamp, now))).toBe(text));
  test("exact on hover", () => expect(formatExactTime("2026-03-01T12:34:56.789Z")).toBe("2026-03-01 12:34:56 UTC"));
});
