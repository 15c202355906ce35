import { expect, test } from "vitest";
import { curveCsv } from "@/app/runs/[run]/curve-csv";
import type { Curve, CurvePoint } from "@/lib/contracts";

const estimate = { value: 0.25, low: 0.2, high: 0.3 };
const unknown = { value: null, low: null, high: null, reason: "not-computed" };
const point = (over: Partial<CurvePoint>): CurvePoint => ({
  step: 10, look: 1, checkpointId: "c1", branch: "main", identity: "abc", provisional: false, incomplete: false,
  nPrompts: 4, nWin: 1, nTie: 0, nLoss: 3, nFailed: 0, nMissing: 0, nReferenceFailed: 0, nTruncated: 0, nPending: 0,
  winRate: estimate, winProbability: estimate, meanScore: { value: -1.5, low: -2, high: -1 }, meanLength: 12.5, meanReferenceLength: null,
  winRateBounds: null, lengthControlledWinRate: null, adjustedP: null, registeredAt: "2026-03-01T12:00:00.000Z", ...over,
});
const curve = (...points: CurvePoint[]): Curve => ({
  points, breaks: [], waiting: [], rewardModel: null, referenceSet: null, branch: "main", revision: 1,
  methods: { winRate: "Wilson", winProbability: "logit-t", meanScore: "t" },
});
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
