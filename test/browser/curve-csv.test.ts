import { expect, test } from "vitest";
import { type CsvCurve, curveCsv } from "@/app/runs/[run]/curve-csv";
import { stepAxis } from "@/lib/chart/step-axis";
import type { CurvePoint } from "@/lib/contracts";

const estimate = { value: 0.25, low: 0.2, high: 0.3 };
const unknown = { value: null, low: null, high: null, reason: "not-computed" };
const point = (over: Partial<CurvePoint>): CurvePoint => ({
  step: 10, look: 1, checkpointId: "c1", branch: "main", identity: "abc", provisional: false, incomplete: false,
  nPrompts: 4, nWin: 1, nTie: 0, nLoss: 3, nFailed: 0, nMissing: 0, nReferenceFailed: 0, nTruncated: 0, nPending: 0,
  winRate: estimate, winProbability: estimate, meanScore: { value: -1.5, low: -2, high: -1 }, meanLength: 12.5, meanReferenceLength: null,
  winRateBounds: null, lengthControlledWinRate: null, adjustedP: null, episode: null, registeredAt: "2026-03-01T12:00:00.000Z", ...over,
});
const named = (name: string, inSight: CsvCurve["inSight"], ...points: CurvePoint[]): CsvCurve => ({
  name, axis: stepAxis, inSight, changes: null,
  curve: {
    points, breaks: [], episodes: [], waiting: [], rewardModel: { id: "m", name: "starter", kind: "bradley-terry", temperature: 1, notice: null }, referenceSet: { id: "r", name: "handwritten" },
    branch: "main", revision: 1, methods: { winRate: "Wilson", winProbability: "logit-t", meanScore: "t" },
  },
});
const curve = (...points: CurvePoint[]): CsvCurve[] => [named("sft", null, ...points)];
function cells(csv: string): Record<string, string>[] {
  const [head, ...rows] = csv.trim().split("\r\n").map((row) => row.split(","));
  return rows.map((row) => Object.fromEntries(head!.map((name, i) => [name, row[i]!])));
}

test("numbers are unrounded and negative ones stay numbers; unknown is an empty cell", () => {
  const [row] = cells(curveCsv(curve(point({ winRate: unknown, winProbability: { value: 1 / 3, low: 0.3, high: 0.4 } }))));
  expect(row).toMatchObject({ step: "10", winProbability: "0.3333333333333333", meanScore: "-1.5", winRate: "", meanReferenceLength: "" });
});

test("attributes have columns of their own, and so has position bias; a point without them has empty cells", () => {
  const attributes = [{ name: "=help", mean: { value: 3.5, low: 3, high: 4 } }];
  const rows = cells(curveCsv(curve(point({ attributes }), point({ step: 20, positionBias: -0.125 }))));
  expect(rows[0]).toMatchObject({ "attribute =help": "3.5", "attribute =help low": "3", "attribute =help high": "4", positionBias: "" });
  expect(rows[1]).toMatchObject({ "attribute =help": "", positionBias: "-0.125" });
});

test("a text that a spreadsheet would run as a formula is made harmless", () => {
  const [row] = cells(curveCsv(curve(point({ branch: "=1+1" }))));
  expect(row!.branch).toBe("'=1+1");
});

test("every curve that is drawn has its points under its name, those in sight alone where the chart is zoomed", () => {
  const inSight = { min: 15, max: 25 };
  const rows = cells(curveCsv([named("sft", inSight, point({}), point({ step: 20 })), named("other", inSight, point({ step: 25 }), point({ step: 26 }))]));
  expect(rows.map(({ curve: name, rewardModel, referenceSet, step }) => [name, rewardModel, referenceSet, step])).toEqual([["sft", "starter", "handwritten", "20"], ["other", "starter", "handwritten", "25"]]);
});

test("the change since the point before has its bounds, its n and the step it is against; where it is not known the reason stands", () => {
  const change = { a: 0.5, b: 0.25, difference: -0.25, low: -0.4, high: -0.1, p: 0.01, method: "paired t 95 %" };
  const none = { a: null, b: null, difference: null, low: null, high: null, p: null, method: "paired t 95 %", reason: "first-point" };
  const drawn = named("sft", null, point({}), point({ step: 20, checkpointId: "c2" }), point({ step: 30, checkpointId: "c3" }));
  const rows = cells(curveCsv([{ ...drawn, changes: { metric: "winProbability", method: "paired t 95 %", points: [
    { step: 10, checkpointId: "c1", previousStep: null, change: none, nPrompts: 0, nUnits: 0 }, { step: 20, checkpointId: "c2", previousStep: 10, change, nPrompts: 4, nUnits: 3 },
  ] } }]));
  expect(rows[0]).toMatchObject({ changeMetric: "winProbability", changeSinceStep: "", change: "", changeLow: "", changeHigh: "", changeNPrompts: "0", changeReason: "first-point" });
  expect(rows[1]).toMatchObject({ changeSinceStep: "10", change: "-0.25", changeLow: "-0.4", changeHigh: "-0.1", changeNPrompts: "4", changeNUnits: "3", changeReason: "" });
  expect(rows[2]).toMatchObject({ change: "", changeReason: "not-read" });
});
