import { describe, expect, test } from "vitest";
import { changeText, describeChange } from "@/lib/chart/describe-change";
import { tableRows } from "@/lib/chart/table-rows";
import type { Changes } from "@/lib/contracts";
import { makeCurve, makePoint, unknown } from "./make-curve";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");

const change = (step: number, previousStep: number | null, [difference, low, high]: [number, number, number] | [null, null, null], more: { nPrompts?: number; nUnits?: number; reason?: string } = {}): Changes["points"][number] => ({
  step, checkpointId: `c${step}`, previousStep, nPrompts: more.nPrompts ?? 0, nUnits: more.nUnits ?? more.nPrompts ?? 0,
  change: { a: null, b: null, difference, low, high, p: null, method: "paired t 95 %", ...(more.reason !== undefined && { reason: more.reason }) },
});
const changes: Changes = {
  metric: "winProbability", method: "paired t 95 %",
  points: [change(1000, null, [null, null, null], { reason: "first-point" }), change(3000, 1000, [null, null, null], { reason: "still-provisional" })],
};

test("the table has every point and every waiting checkpoint, in step order, with every denominator", () => {
  const { columns, rows } = tableRows(makeCurve(
    [makePoint(3000, 0.6, { provisional: true, look: null, nPending: 12, winProbability: unknown("too-few-pairs") }), makePoint(1000, 0.624, { nFailed: 3, nMissing: 2, nReferenceFailed: 1, nTruncated: 7 })],
    { waiting: [{ step: 2000, checkpointId: "c2000", status: "failed", error: "no such file" }, { step: 3000, checkpointId: "c3000", status: "scoring", error: null }] },
  ), changes);
  expect(rows.map(({ step }) => step)).toEqual([1000, 2000, 3000]);
  const cells = rows.map((row) => columns.map(({ key }) => plain(row.cells[key])));
  expect(cells[0]).toEqual(["1 000", "1", "scored", "62.4 % [59.4, 65.4]", "62.4 % [59.4, 65.4]", "6.24 [5.94, 6.54]", "no point before it", "805", "400 / 5 / 400", "3 / 2 / 1", "7", "812"]);
  expect(cells[1]!.slice(0, 4)).toEqual(["2 000", "–", "failed: no such file", "–"]);
  expect(cells[2]!.slice(1, 4)).toEqual(["–", "provisional, 12 left", "too few pairs for an interval"]);
});

test("column titles name the interval method", () => {
  expect(tableRows(makeCurve([]), changes).columns.map(({ label }) => label)).toEqual(expect.arrayContaining(["Win probability [logit-t 95 %]", "Change of win probability since previous [paired t 95 %]"]));
});

describe("the change since the point before", () => {
  const fell = change(3000, 1000, [-0.031, -0.0502, -0.0118], { nPrompts: 803, nUnits: 803 });

  test("has its sign, its interval and its n, with the digits that the interval supports", () => {
    expect(plain(changeText(fell))).toBe("-3.1 pp [-5.0, -1.2], n = 803");
    expect(plain(changeText(change(2, 1, [0.001, -0.0005, 0.0025], { nPrompts: 12 })))).toBe("+0.10 pp [-0.05, +0.25], n = 12");
  });
  test("says against which step, on how many prompts, and in how many groups they are", () => {
    expect(plain(describeChange(fell).detail)).toBe("against step 1 000, on 803 prompts that both have a value for");
    expect(describeChange({ ...fell, nUnits: 90 }).detail).toContain("803 prompts in 90 groups");
    expect(describeChange(change(2, 1, [null, null, null], { reason: "previous-incomplete" })).detail).toBe("against step 1: the point before is incomplete");
  });
  test("stands out only where its interval leaves zero out", () => {
    expect([fell, change(2, 1, [0.02, 0.001, 0.04]), change(2, 1, [0.02, 0, 0.04]), change(2, 1, [null, null, null])].map((one) => describeChange(one).apart)).toEqual([true, true, false, false]);
  });
  test("is never a number where it is not known", () => {
    const curve = makeCurve([makePoint(3000, 0.5)]);
    const cell = (known: Parameters<typeof tableRows>[1]) => tableRows(curve, known).rows[0]!.cells.change;
    expect([cell(changes), cell(null), cell("could not be read"), cell({ ...changes, points: [] })]).toEqual(["still being scored", "being read", "could not be read", "being read"]);
  });
});
