import { verdictSentence } from "@/lib/chart/verdict-sentence";
import type { Context } from "@/lib/context";
import { detectableDrop } from "@/lib/context/detectable-drop";
import { primaryMetric } from "@/lib/context/primary-metric";
import type { DecidingMetric, Estimate, RunSummary } from "@/lib/contracts";
import { runPoints, type RunPoint } from "@/lib/db/run-points";
import { runStandings, type RunStanding } from "@/lib/db/run-standings";
import type { StoredRun } from "@/lib/db/runs";
import { planOf } from "@/lib/detect/detector-plan";
import { dropOfVerdict } from "@/lib/detect/drop-of-verdict";
import { pickProvisionalBest } from "@/lib/detect/pick-provisional-best";
import { decideStanding, pendingOf } from "@/lib/services/decide-standing";
import { sparklineOf } from "@/lib/services/sparkline-of";

/** Points of a curve at the size of a word; more cannot be told apart. */
const mostPoints = 60;

/** Verdict, best checkpoint and curve of each run, with two queries for all of them. */
export async function summariseRuns(ctx: Context, runs: readonly StoredRun[]): Promise<Map<string, RunSummary>> {
  const ids = runs.map(({ id }) => id);
  const standings = await runStandings(ctx.db, ids);
  const metrics = new Map(runs.map((run) => [run.id, primaryMetric(run)]));
  const decided = [...standings.values()].flatMap(({ best }) => best?.checkpointId ?? []);
  const points = await runPoints(ctx.db, ids, {
    most: mostPoints, keep: decided,
    byWinRate: ids.filter((id) => metrics.get(id) === "winRate"),
    // A pick by point estimates needs every point; it is made only until the detector has decided.
    whole: ids.filter((id) => !standings.get(id)?.best),
  });
  return new Map(runs.flatMap((run) => {
    const standing = standings.get(run.id);
    return standing ? [[run.id, summarise(run, standing, { metric: metrics.get(run.id) ?? "winProbability", points: points.get(run.id) ?? [] })] as const] : [];
  }));
}

function summarise(run: StoredRun, standing: RunStanding, { metric, points }: { metric: DecidingMetric; points: readonly RunPoint[] }): RunSummary {
  const { findings, nLooks } = standing;
  const decided = decideStanding(standing), { verdict, code } = decided;
  const found = dropOfVerdict(decided, findings);
  const plan = planOf(standing.episodePlan ?? standing.plan);
  const reason = verdictSentence({
    code, metric, errorLevel: plan.alpha, nLooks: findings?.nLooks ?? 0, nCheckpoints: standing.nCheckpoints, nPending: pendingOf(standing), nFailed: standing.nFailed,
    nUnits: findings?.nUnits ?? standing.nClusters, minUnits: plan.minUnits, blockSize: plan.blockSize,
    adjustedP: findings?.adjustedP ?? null, detectable: detectableDrop(run, findings, metric), regression: found,
  });
  const last = points.at(-1);
  return {
    verdict, code, reason, metric, nLooks,
    regression: found && { step: found.step, drop: found.contrast.drop, dropLow: found.contrast.dropLow, kind: found.kind },
    best: bestOf(standing, points),
    last: last ? { step: last.step, provisional: last.provisional, value: estimateOf(last) } : null,
    sparkline: sparklineOf(points, { most: mostPoints, keep: standing.best?.checkpointId ?? null }),
  };
}

const estimateOf = ({ value, low, high }: RunPoint): Estimate => ({ value, low, high });
const notCorrected: Estimate = { value: null, low: null, high: null, reason: "not-computed" };

function bestOf({ best }: RunStanding, points: readonly RunPoint[]): RunSummary["best"] {
  const chosen = best && points.find(({ checkpointId }) => checkpointId === best.checkpointId);
  if (best && chosen) return { step: best.step, provisional: best.reason !== null, value: estimateOf(chosen), shrunk: best.shrunk };
  const picked = best ? null : pickProvisionalBest(points.map(({ step, value, provisional, incomplete }) => ({ step, value, complete: !provisional && !incomplete })));
  const point = picked && points[picked.index];
  return point ? { step: point.step, provisional: true, value: estimateOf(point), shrunk: notCorrected } : null;
}
