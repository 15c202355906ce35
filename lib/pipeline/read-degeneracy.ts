import type { Context } from "@/lib/context";
import { promptsOf } from "@/lib/context/prompts-of";
import { requestJob } from "@/lib/context/request-job";
import { selectCurve, type CurveSelection } from "@/lib/context/select-curve";
import type { DegeneracyPanel, Estimate } from "@/lib/contracts";
import { checkpointsInOrder, type StoredCheckpoint } from "@/lib/db/checkpoints";
import { lengthsOf, textMeasuresOf } from "@/lib/db/completion-sets";
import { subjectsInState } from "@/lib/db/stage-tasks";
import { degeneracyMonitors } from "@/lib/detect/degeneracy/degeneracy-monitors";
import { lengthChanges } from "@/lib/detect/degeneracy/length-changes";
import { unpackTextMeasures } from "@/lib/detect/degeneracy/pack-text-measures";
import type { DegeneracySummary } from "@/lib/detect/degeneracy/summarise-degeneracy";
import type { TextMeasures } from "@/lib/detect/degeneracy/text-measures";
import { planOf } from "@/lib/detect/detector-plan";
import { priorities } from "@/lib/queue/jobs";

/**
 * Signs of a degenerate model in the texts alone, for every checkpoint of a branch in step order; lengths are compared with
 * the curve's references. A checkpoint that has not been measured has no value, and is asked to be measured.
 * @throws DomainError not-found (run), invalid-request (selection)
 */
export async function readDegeneracy(ctx: Context, selection: CurveSelection): Promise<DegeneracyPanel> {
  const curve = await selectCurve(ctx, selection);
  const { run, lineage, referenceSet } = curve;
  const checkpoints = await checkpointsInOrder(ctx.db, { runId: run.id, lineage });
  const measured = await measuresOf(ctx, checkpoints, run.promptSet.nPrompts, referenceSet?.completionSetId);
  await requestMissing(ctx, checkpoints.filter(({ id }) => !measured.has(id)));
  const { clusters } = await promptsOf(ctx, run.promptSetId);
  const looks = checkpoints.flatMap(({ id, step }) => {
    const measures = measured.get(id);
    return measures ? [{ id, step: Number(step), measures }] : [];
  });
  const assessed = await ctx.statistics.compute("assessDegeneracy", { looks, clusters, blockSize: planOf(run).blockSize });
  const { compared } = assessed;
  const summaries = new Map(looks.map(({ id }, i) => [id, assessed.summaries[i] ?? []]));
  return {
    monitors: degeneracyMonitors.map(({ key, label, unit, definition, worse, interval }, m) => {
      const changed = new Set(compared[m]?.looks.filter(({ differs }) => differs).map(({ step }) => step));
      return {
        key, label, unit, definition, higherIsWorse: worse === "higher" ? true : null, method: summaries.values().next().value?.[m]?.method ?? `${interval} 95 %`,
        points: checkpoints.map(({ id, step }) => ({
          step: Number(step), checkpointId: id, estimate: estimateOf(summaries.get(id)?.[m]), n: summaries.get(id)?.[m]?.n ?? 0, changed: changed.has(Number(step)),
        })),
      };
    }),
  };
}

async function measuresOf(ctx: Context, checkpoints: readonly StoredCheckpoint[], nPrompts: number, referenceId: string | undefined): Promise<Map<string, TextMeasures>> {
  const stored = await textMeasuresOf(ctx.db, checkpoints.map(({ completionSetId }) => completionSetId));
  const referenceLengths = referenceId === undefined ? null : (await lengthsOf(ctx.db, [referenceId])).get(referenceId);
  return new Map(checkpoints.flatMap(({ id, completionSetId }) => {
    const matrix = stored.get(completionSetId);
    if (!matrix) return [];
    const measures = unpackTextMeasures(matrix, nPrompts, matrix.length / nPrompts);
    // Which references a text is compared with is known only now.
    if (referenceLengths) measures.lengthChange = lengthChanges(measures.length, referenceLengths);
    return [[id, measures] as const];
  }));
}

/** Sets that were kept before texts were measured; once each, and never again after it failed. */
async function requestMissing(ctx: Context, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const missing = [...new Set(checkpoints.map(({ completionSetId }) => completionSetId))];
  if (missing.length === 0) return;
  const asked = await subjectsInState(ctx.db, "ingest-completions", missing, ["pending", "running", "failed"]);
  const deliveries = [];
  for (const completionSetId of missing) {
    if (!asked.has(completionSetId)) deliveries.push(await requestJob(ctx.db, "ingest-completions", { completionSetId }, priorities.backfill));
  }
  await ctx.enqueue(deliveries);
}

function estimateOf(summary: DegeneracySummary | undefined): Estimate {
  if (!summary) return { value: null, low: null, high: null, reason: "not-measured" };
  if (summary.value === null) return { value: null, low: null, high: null, reason: summary.reason };
  return { value: summary.value, low: summary.low, high: summary.high };
}
