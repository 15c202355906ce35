import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import { promptsOf } from "@/lib/context/prompts-of";
import { scoredCurveOrThrow } from "@/lib/context/scored-curve-or-throw";
import { selectCurve, type CurveSelection, type SelectedCurve } from "@/lib/context/select-curve";
import { hasProbability, type Comparison, type RewardModelSpec } from "@/lib/contracts";
import { specOf } from "@/lib/db/reward-models";
import { DomainError } from "@/lib/errors";
import { parseCheckpointAt } from "@/lib/pipeline/parse-checkpoint-at";
import { decidingMetric } from "@/lib/context/deciding-metric";
import { loadLookAt } from "@/lib/pipeline/load-look-at";
import type { LookValues } from "@/lib/pipeline/load-looks";
import { compareCheckpoints, type ComparedSide } from "@/lib/stats/compare-checkpoints";

export interface CompareQuery extends CurveSelection {
  /** `400`, `branch:400`, or `project/name@400`. */
  a: string; b: string;
}

interface Side { curve: SelectedCurve; look: LookValues }

/**
 * Two checkpoints, prompt by prompt, against the same references and by the same reward model; differences are b minus a.
 * Prompts without a value on either side are left out and counted.
 * @throws DomainError not-found, invalid-request, prompt-set-mismatch, identity-mismatch, checkpoint-not-scored
 */
export async function compare(ctx: Context, query: CompareQuery): Promise<Comparison> {
  const base = scoredCurveOrThrow(await selectCurve(ctx, query));
  const a = await openSide(ctx, base, query.a, "a");
  const b = await openSide(ctx, base, query.b, "b");
  if (a.look.checkpointId === b.look.checkpointId) {
    const message = "is the same checkpoint as a; name another";
    throw new DomainError("invalid-request", `b: ${message}.`, { errors: [{ path: "/query/b", message }] });
  }
  if (a.look.identity !== b.look.identity) {
    throw new DomainError("identity-mismatch", `${query.a} and ${query.b} were scored by different revisions of ${base.rewardModel.name}, so their numbers do not compare. Score the history again with POST /api/v1/runs/:run/rescore.`, {
      errors: [{ path: "/query/b", message: "was scored by another revision than a" }], identities: { a: a.look.identity, b: b.look.identity },
    });
  }
  const { keys, tags, clusters } = await promptsOf(ctx, base.run.promptSetId);
  const spec = specOf(base.rewardModel);
  const { flips, ...compared } = compareCheckpoints({
    a: comparedSide(a.look, spec), b: comparedSide(b.look, spec), clusters, tags, deciding: decidingMetric(base.rewardModel),
  });
  const keyAt = (place: number) => keys[place] ?? "";
  const shown = hasProbability(spec);
  return {
    ...compared,
    a: presentSide(a), b: presentSide(b),
    flips: { lossToWin: flips.lossToWin.map(keyAt), winToLoss: flips.winToLoss.map(keyAt) },
    prompts: keys.map((key, i) => ({ key, a: shown ? known(a.look.winProbability[i]) : null, b: shown ? known(b.look.winProbability[i]) : null })),
  };
}

/** A side on its own run, compared as the base is. */
async function openSide(ctx: Context, base: ReturnType<typeof scoredCurveOrThrow>, text: string, field: string): Promise<Side> {
  const at = parseCheckpointAt(text, field);
  const other = at.run === null ? base.run : await runOrThrow(ctx.db, at.run);
  const { rewardModel, referenceSet } = base;
  const refuse = (code: "prompt-set-mismatch" | "identity-mismatch", detail: string, message: string) =>
    new DomainError(code, detail, { errors: [{ path: `/query/${field}`, message }] });
  const name = `${other.project}/${other.name}`;
  if (other.promptSetId !== base.run.promptSetId) {
    throw refuse("prompt-set-mismatch", `${name} has the prompts ${other.promptSet.name}, not ${base.run.promptSet.name}. Only checkpoints that answered the same prompts can be compared.`, "answered other prompts");
  }
  if (!other.rewardModels.some((entry) => entry.rewardModel.id === rewardModel.id)) {
    throw refuse("identity-mismatch", `${name} is not scored by ${rewardModel.name}. Choose a reward model that both runs have.`, `has no scores by ${rewardModel.name}`);
  }
  if (!other.referenceSets.some((entry) => entry.referenceSet.id === referenceSet.id)) {
    throw refuse("identity-mismatch", `${name} is not compared with ${referenceSet.name}. Add it with POST /api/v1/runs/:run/reference-sets; scores that exist are used again.`, `is not compared with ${referenceSet.name}`);
  }
  const branch = at.branch ?? (at.run === null ? base.branch : "main");
  const curve = await selectCurve(ctx, { run: other.id, rewardModel: rewardModel.id, referenceSet: referenceSet.id, branch });
  return { curve, look: await loadLookAt(ctx, curve, at.step) };
}

function comparedSide(look: LookValues, spec: RewardModelSpec): ComparedSide {
  return {
    wins: look.winRate,
    probabilities: hasProbability(spec) ? look.winProbability : null,
    scores: spec.kind === "pairwise" ? null : look.scores,
  };
}

function presentSide({ curve: { run }, look: { step, branch, checkpointId, identity } }: Side): Comparison["a"] {
  return { run: run.id, runName: `${run.project}/${run.name}`, step, branch, checkpointId, identity };
}

const known = (value: number | undefined): number | null => (value === undefined || Number.isNaN(value) ? null : value);
