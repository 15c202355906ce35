import { expect, test } from "vitest";
import { tableRows } from "@/lib/chart/table-rows";
import { makeCurve, makePoint, unknown } from "./make-curve";

const plain = (text: string) => text.replaceAll(/[\u202F\u00A0]/g, " ");

test("the table has every point and every waiting checkpoint, in step order, with every denominator", () => {
  const { columns, rows } = tableRows(makeCurve(
    [makePoint(3000, 0.6, { provisional: true, look: null, nPending: 12, winProbability: unknown("too-few-pairs") }), makePoint(1000, 0.624, { nFailed: 3, nMissing: 2, nReferenceFailed: 1, nTruncated: 7 })],
    { waiting: [{ step: 2000, checkpointId: "c2000", status: "failed", error: "no such file" }, { step: 3000, checkpointId: "c3000", status: "scoring", error: null }] },
  ));
  expect(rows.map(({ step }) => step)).toEqual([1000, 2000, 3000]);
  const cells = rows.map((row) => columns.map(({ key }) => plain(row.cells[key])));
  expect(cells[0]).toEqual(["1 000", "1", "scored", "62.4 % [59.4, 65.4]", "62.4 % [59.4, 65.4]", "6.24 [5.94, 6.54]", "805", "400 / 5 / 400", "3 / 2 / 1", "7", "812"]);
  expect(cells[1]!.slice(0, 4)).toEqual(["2 000", "–", "failed: no such file", "–"]);
  expect(cells[2]!.slice(1, 4)).toEqual(["–", "provisional, 12 left", "too few pairs for an interval"]);
});

test("column titles name the interval method", () => {
  expect(tableRows(makeCurve([])).columns.map(({ label }) => label)).toContain("Win probability [logit-t 95 %]");
});
