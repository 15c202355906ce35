import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { scoredCurveOrThrow } from "@/lib/context/scored-curve-or-throw";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import { hasProbability, type Bisection, type ComparedMetric } from "@/lib/contracts";
import { checkpointsInOrder } from "@/lib/db/checkpoints";
import { specOf } from "@/lib/db/reward-models";
import { DomainError } from "@/lib/errors";
import { narrowedTo } from "@/lib/detect/narrowed-to";
import { narrowingSteps } from "@/lib/detect/narrowing-steps";
import { turnedTags } from "@/lib/detect/turned-tags";
import { decidingMetric } from "@/lib/context/deciding-metric";
import { loadLookAt } from "@/lib/pipeline/load-look-at";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";
import { compareMetric } from "@/lib/stats/compare-metric";
import { flips } from "@/lib/stats/flips";

/**
 * Where between a good checkpoint a and a later, worse one b a drop happened, which prompts turned from win to loss, and
 * which tags turned more than chance says.
 * @throws DomainError not-found, invalid-request, identity-mismatch, checkpoint-not-scored
 */
export async function bisect(ctx: Context, query: CurveSelection & { a: number; b: number }): Promise<Bisection> {
  if (query.a >= query.b) throw invalid("/query/b", `b (${query.b}) is not after a (${query.a}); a is the earlier, better step`);
  const curve = scoredCurveOrThrow(await selectCurve(ctx, query));
  const [a, b] = [await loadLookAt(ctx, curve, query.a), await loadLookAt(ctx, curve, query.b)];
  if (a.identity !== b.identity) {
    throw new DomainError("identity-mismatch", `Steps ${query.a} and ${query.b} were scored by different revisions of ${curve.rewardModel.name}, so their numbers do not compare. Score the history again with POST /api/v1/runs/:run/rescore.`, {
      errors: [{ path: "/query/b", message: "was scored by another revision than a" }],
    });
  }
  const inside = (await checkpointsInOrder(ctx.db, { runId: curve.run.id, lineage: curve.lineage })).filter(({ step }) => step > query.a && step < query.b);
  const looks = inside.length === 0 ? [] : await loadLooks(ctx, curve, { checkpointIds: inside.map(({ id }) => id) });
  const { keys, tags, clusters } = await promptsOf(ctx, curve.run.promptSetId);
  const metric = decidingMetric(curve.rewardModel);
  const kind = metric === "winProbability" ? "probabilities" : "outcomes";
  const lookOf = new Map(looks.map((look) => [look.checkpointId, look]));
  const changeTo = (look: LookValues | undefined): ComparedMetric => {
    if (!look) return unknown("not-scored");
    return look.identity === a.identity ? compareMetric(a[metric], look[metric], clusters, kind) : unknown("other-identity");
  };
  const between = inside.map(({ id, step }) => ({ step: Number(step), difference: changeTo(lookOf.get(id)) }));
  // Each look on the prompts that it shares with a, so that a missing prompt does not look like a change.
  const changes = [...between, { step: b.step, difference: changeTo(b) }].flatMap(({ step, difference }) =>
    difference.a === null || difference.b === null ? [] : [{ step, value: difference.b - difference.a }]);
  const narrowed = narrowedTo([{ step: a.step, value: 0 }, ...changes]);
  const later = [...looks, b];
  const shown = hasProbability(specOf(curve.rewardModel));
  return {
    a: a.step, b: b.step, between, narrowedTo: narrowed,
    wouldNarrow: narrowingSteps({ steps: inside.map(({ step }) => Number(step)), a: narrowed?.from ?? a.step, b: narrowed?.to ?? b.step }),
    turned: flips(a.winRate, b.winRate).winToLoss.map((i) => ({
      key: keys[i] ?? "", tags: tags[i] ?? [],
      firstLossStep: later.find((look) => look.winRate[i] === 0)?.step ?? b.step,
      change: shown ? (b.winProbability[i] ?? 0) - (a.winProbability[i] ?? 0) : null,
    })),
    tags: turnedTags({ before: a.winRate, after: b.winRate, tags }),
  };
}

const unknown = (reason: string): ComparedMetric => ({ a: null, b: null, difference: null, low: null, high: null, p: null, method: "none", reason });

function invalid(path: string, message: string): DomainError {
  return new DomainError("invalid-request", `${path.slice("/query/".length)}: ${message}.`, { errors: [{ path, message }] });
}
