import type { z } from "zod";
import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import type { ScoredItem, scoreItems as contract } from "@/lib/contracts";
import { findScoreRequest, storeScoreAnswer } from "@/lib/db/score-requests";
import type { StoredRewardModel } from "@/lib/db/reward-models";
import type { JobPayload } from "@/lib/queue/jobs";
import type { ItemScore, RewardModel, RewardModelPool, ScoreItem } from "@/lib/reward-models/reward-model";
import { logOdds } from "@/lib/stats/log-odds";
import { sigmoid } from "@/lib/stats/sigmoid";
import type { StageRun } from "@/lib/pipeline/run-stage";

type Request = z.infer<NonNullable<typeof contract.body>>;

/** Scores the few texts that somebody waits for, and leaves the answer in the request's row. */
export async function answerScoreRequest(ctx: Context, pool: RewardModelPool, { requestId }: JobPayload<"score-items">, run: StageRun): Promise<void> {
  const found = await findScoreRequest(ctx.db, requestId);
  if (!found) return;
  const rewardModel = await rewardModelOrThrow(ctx.db, found.rewardModelId);
  const { items, explain } = found.request as Request;
  const model = await pool.open(rewardModel.spec, { recorded: rewardModel.goldenScores });
  const pairwise = rewardModel.spec.kind === "pairwise";
  const texts = items.map(({ prompt, messages, completion, reference }) => ({
    messages: messages ?? [{ role: "user" as const, content: prompt ?? "" }], completion, ...(pairwise && reference !== undefined && { reference }),
  }));
  const own = await scoreAll(model, texts, explain, run.signal);
  const compared = pairwise ? [] : items.flatMap(({ reference }, index) => (reference === undefined ? [] : [{ index, reference }]));
  const references = await scoreAll(model, compared.map(({ index, reference }) => ({ messages: texts[index]?.messages ?? [], completion: reference })), false, run.signal);
  const referenceOf = new Map(compared.map(({ index }, place) => [index, references[place]]));
  await storeScoreAnswer(ctx.db, requestId, { items: own.map((result, index) => present(result, referenceOf.get(index), rewardModel, explain)) });
}

/** The answer when scoring ended for good: whoever waits hears it at once. */
export async function answerWithError(ctx: Context, { requestId }: JobPayload<"score-items">, error: { code: string; message: string }): Promise<void> {
  await storeScoreAnswer(ctx.db, requestId, { error });
}

async function scoreAll(model: RewardModel, items: ScoreItem[], withIds: boolean, signal: AbortSignal): Promise<ItemScore[]> {
  const results = new Array<ItemScore>(items.length);
  await model.score(items, { signal, withIds, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
  return results;
}

function present(result: ItemScore, reference: ItemScore | undefined, rewardModel: StoredRewardModel, explain: boolean): ScoredItem {
  const { nTokens, cut } = result;
  if (result.status === "failed") return { score: null, nTokens, cut, error: { code: result.code, message: result.message } };
  const { preference } = result;
  const margin = preference ? logOdds(preference.probability) : reference && (reference.status === "ok" ? result.score - reference.score : null);
  return {
    score: preference ? null : result.score, nTokens, cut,
    ...(result.attributes && { attributes: result.attributes.map((value, i) => ({ name: rewardModel.attributes[i] ?? String(i), value })) }),
    ...(margin !== undefined && { margin, probability: margin === null ? null : sigmoid(margin / (rewardModel.spec.temperature ?? 1)) }),
    ...(preference && { probabilityAB: preference.probabilityAB, probabilityBA: preference.probabilityBA }),
    ...(explain && result.ids && { ids: result.ids }),
  };
}
