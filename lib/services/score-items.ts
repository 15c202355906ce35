import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { rewardModelOrThrow } from "@/lib/context/find-or-throw";
import { requestJob } from "@/lib/context/request-job";
import { hasProbability, type ScoredItem, type scoreItems as contract } from "@/lib/contracts";
import { newId } from "@/lib/db/new-id";
import { findScoreAnswer, insertScoreRequest, removeScoreRequest } from "@/lib/db/score-requests";
import { DomainError } from "@/lib/errors";
import { priorities } from "@/lib/queue/jobs";

type Body = z.infer<NonNullable<typeof contract.body>>;
const patienceMs = 60_000;
const askEveryMs = 100;

/**
 * Scores a few texts while the caller waits: a worker answers through the queue.
 * @throws DomainError invalid-request, reward-model-not-ready, reward-model-failed, unavailable when no worker answers within a minute
 */
export async function scoreItems(ctx: Context, input: Body & { rewardModel: string }): Promise<{ items: ScoredItem[] }> {
  const rewardModel = await rewardModelOrThrow(ctx.db, input.rewardModel);
  if (rewardModel.status === "checking") throw new DomainError("reward-model-not-ready", `${rewardModel.name} is still being checked; ask again in a moment.`);
  if (rewardModel.status === "failed") throw new DomainError("reward-model-failed", `${rewardModel.name} failed its check; GET /api/v1/reward-models/${rewardModel.name} says why.`);
  if (rewardModel.spec.backend.type === "imported") {
    const message = "its preferences are imported, so there is no model that could score a text";
    throw new DomainError("invalid-request", `${rewardModel.name}: ${message}.`, { errors: [{ path: "/params/rewardModel", message }] });
  }
  if (rewardModel.spec.kind === "pairwise") {
    const errors = input.items.flatMap(({ reference }, index) => (reference === undefined ? [{ path: `/items/${index}/reference`, message: "a pairwise model compares two texts; give the one to compare with" }] : []));
    if (errors.length > 0) throw new DomainError("invalid-request", "Some items have no reference.", { errors });
  }
  const id = newId();
  const delivery = await ctx.db.$transaction(async (tx) => {
    await insertScoreRequest(tx, { id, rewardModelId: rewardModel.id, request: { items: input.items, explain: input.explain } });
    return requestJob(tx, "score-items", { requestId: id }, priorities.reference);
  });
  await ctx.enqueue([delivery]);
  try {
    const end = Date.now() + patienceMs;
    while (Date.now() < end) {
      const answer = (await findScoreAnswer(ctx.db, id)) as { items: ScoredItem[] } | { error: { message: string } } | undefined;
      if (answer && "error" in answer) throw new DomainError("unavailable", answer.error.message, { retryAfterSeconds: 5 });
      if (answer) return { items: hasProbability(rewardModel.spec) ? answer.items : answer.items.map(withoutProbability) };
      await sleep(askEveryMs);
    }
    throw new DomainError("unavailable", "No worker answered within 60 seconds. Is one running? GET /api/v1/health counts them.", { retryAfterSeconds: 10 });
  } finally {
    await removeScoreRequest(ctx.db, id, ctx.now());
  }
}

const withoutProbability = (item: ScoredItem): ScoredItem => (item.probability === undefined ? item : { ...item, probability: null });
