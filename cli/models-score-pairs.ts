import progress from "cli-progress";
import { maxScoreItems, readRewardModel, scoreItems, type RewardModel, type ScoredItem } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { winIndicator } from "@/lib/stats/win-indicator";
import { ApiError, callApi, type Api } from "./api-client";
import type { LabelledPair } from "./read-labelled-pairs";

export interface ScoredPairs {
  model: RewardModel;
  /** One entry for each pair that has a margin; `outcome` is 1 (chosen above rejected), 0.5 (tie) or 0. */
  scored: { pair: LabelledPair; margin: number; outcome: 0 | 0.5 | 1 }[];
  /** Pairs without a margin, counted by reason. */
  failed: Record<string, number>;
  nFailed: number;
  /** Pairs of which a text was cut to fit the model. */
  nCut: number;
}

const slowMs = 15_000, quickMs = 4000;
/** The server gives up after a minute; its refusal must arrive. */
const answerMs = 90_000;

/**
 * Scores labelled pairs on the server, in order, as many a request as it does in some seconds. A margin is score(chosen) - score(rejected), of a pairwise
 * model the log-odds that chosen is better.
 * @throws ConfigError when the model is not ready
 */
export async function scorePairs(api: Api, name: string, pairs: readonly LabelledPair[]): Promise<ScoredPairs> {
  const { data: model } = await callApi(api, readRewardModel, { params: { rewardModel: name } });
  if (model.status !== "ready") throw new ConfigError(`"${name}" is ${model.status === "failed" ? "not usable: it failed its check" : "still being checked"}. "tidemark models check ${name}" shows the report.`);
  const result: ScoredPairs = { model, scored: [], failed: {}, nFailed: 0, nCut: 0 };
  const bar = process.stderr.isTTY ? new progress.SingleBar({ format: "Scoring |{bar}| {value}/{total} pairs", hideCursor: true, stream: process.stderr }, progress.Presets.shades_classic) : null;
  bar?.start(pairs.length, 0);
  try {
    const most = model.kind === "pairwise" ? maxScoreItems : maxScoreItems / 2;
    let size = Math.min(most, 16);
    for (let at = 0; at < pairs.length; bar?.update(at)) {
      const batch = pairs.slice(at, at + size);
      const started = Date.now();
      const margins = await scoreBatch(api, model, batch).catch((error: unknown) => {
        // Too slow for one request: what is scored already is kept by the server.
        if (error instanceof ApiError && error.problem.code === "unavailable" && size > 1) return null;
        throw error;
      });
      const tookMs = Date.now() - started;
      if (margins === null || tookMs > slowMs) size = Math.max(1, Math.floor(size / 2));
      else if (tookMs < quickMs) size = Math.min(most, 2 * size);
      if (margins === null) continue;
      margins.forEach((margin, i) => take(result, batch[i]!, margin));
      at += batch.length;
    }
  } finally {
    bar?.stop();
  }
  return result;
}

interface Margin { margin: number | null; outcome: 0 | 0.5 | 1 | null; why: string; cut: boolean }

async function scoreBatch(api: Api, { id, kind }: RewardModel, batch: readonly LabelledPair[]): Promise<Margin[]> {
  const pairwise = kind === "pairwise";
  const items = batch.flatMap(({ chosen, rejected, prompt, messages }) => {
    const asked = prompt === undefined ? { messages } : { prompt };
    return pairwise ? [{ ...asked, completion: chosen, reference: rejected }] : [{ ...asked, completion: chosen }, { ...asked, completion: rejected }];
  });
  const { items: answers } = (await callApi(api, scoreItems, { params: { rewardModel: id }, body: { items }, timeoutMs: answerMs, nAttempts: 3 })).data;
  if (answers.length !== items.length) throw new ConfigError(`The server answered ${answers.length} scores for ${items.length} texts. Is it of the same version as this command?`);
  return batch.map((_, i) => (pairwise ? ofOne(answers[i]!) : ofTwo(answers[2 * i]!, answers[2 * i + 1]!)));
}

function ofOne(answer: ScoredItem): Margin {
  const margin = answer.margin ?? answer.score;
  return { margin, outcome: margin === null ? null : winIndicator(margin, 0), why: answer.error?.code ?? "no-score", cut: answer.cut !== "none" };
}

function ofTwo(chosen: ScoredItem, rejected: ScoredItem): Margin {
  const known = chosen.score !== null && rejected.score !== null;
  return {
    margin: known ? chosen.score! - rejected.score! : null, outcome: known ? winIndicator(chosen.score!, rejected.score!) : null,
    why: chosen.error?.code ?? rejected.error?.code ?? "no-score", cut: chosen.cut !== "none" || rejected.cut !== "none",
  };
}

function take(result: ScoredPairs, pair: LabelledPair, { margin, outcome, why, cut }: Margin): void {
  if (cut) result.nCut++;
  if (margin !== null && outcome !== null) return void result.scored.push({ pair, margin, outcome });
  result.failed[why] = (result.failed[why] ?? 0) + 1;
  result.nFailed++;
}
