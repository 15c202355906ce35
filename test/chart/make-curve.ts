import { Best, Curve, CurvePoint } from "@/lib/contracts";

type Estimate = CurvePoint["winRate"];
export const estimate = (value: number, half = 0.03): Estimate => ({ value, low: value - half, high: value + half });
export const unknown = (reason: string): Estimate => ({ value: null, low: null, high: null, reason });

/** A scored point of 805 prompts; the same estimate for all metrics unless said otherwise. */
export function makePoint(step: number, value: number, changes: Partial<CurvePoint> = {}): CurvePoint {
  return CurvePoint.parse({
    step, look: 1, checkpointId: `c${step}`, branch: "main", identity: "i", provisional: false, incomplete: false,
    nPrompts: 805, nWin: 400, nTie: 5, nLoss: 400, nFailed: 0, nMissing: 0, nReferenceFailed: 0, nTruncated: 0, nPending: 0,
    winRate: estimate(value), winProbability: estimate(value), meanScore: estimate(value * 10, 0.3),
    meanLength: 812.4, meanReferenceLength: 640, winRateBounds: null, lengthControlledWinRate: null, adjustedP: null, episode: null,
    registeredAt: "2026-03-01T12:00:00.000Z", ...changes,
  });
}

export function makeCurve(points: CurvePoint[], changes: Partial<Curve> = {}): Curve {
  return Curve.parse({
    points, breaks: [], episodes: [], waiting: [],
    rewardModel: { id: "m", name: "starter", kind: "bradley-terry", temperature: 1, notice: null }, referenceSet: { id: "r", name: "handwritten" },
    branch: "main", methods: { winRate: "Wilson 95 %", winProbability: "logit-t 95 %", meanScore: "t 95 %" }, revision: 1, ...changes,
  });
}

export const makeBest = (step: number, shrunk: Estimate, changes: Partial<Best> = {}): Best => Best.parse({
  chosen: { step, checkpointId: `c${step}`, path: null, winProbability: estimate(0.6), shrunk },
  bestSet: [], earliestWithin: null, provisional: true, explanation: "", metric: "winProbability", band: [], nUnits: 805, method: null, keep: [], safeToDelete: [], ...changes,
});
