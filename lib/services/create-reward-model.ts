import { isDeepStrictEqual } from "node:util";
import type { Context } from "@/lib/context";
import { requestJob } from "@/lib/context/request-job";
import { hasProbability, type RewardModel, type RewardModelSpec } from "@/lib/contracts";
import { newId } from "@/lib/db/new-id";
import { findRewardModel, insertRewardModel, markChecking, storeCheck, type StoredRewardModel } from "@/lib/db/reward-models";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError } from "@/lib/errors";
import { priorities } from "@/lib/queue/jobs";
import { importedModel } from "@/lib/reward-models/imported-model";
import { resolveModelPath } from "@/lib/reward-models/resolve-model-path";

/**
 * Registers a reward model; a worker opens and checks it. Registering the same again finds it, and checks it anew if it
 * had failed (its files may have been mended). One whose preferences are imported has nothing to open and is ready at once.
 * @throws DomainError model-outside-directories, reward-model-conflict
 */
export async function createRewardModel(ctx: Context, body: RewardModelSpec): Promise<{ rewardModel: RewardModel; created: boolean }> {
  if (body.backend.type === "onnx") await resolveModelPath(body.backend.path, ctx.env.modelDirs);
  const existing = await findSame(ctx, body);
  if (existing) return { rewardModel: presentRewardModel(existing), created: false };
  try {
    const { row, delivery } = await ctx.db.$transaction(async (tx) => {
      const row = await insertRewardModel(tx, { id: newId(), name: body.name, spec: body });
      const imported = importedModel(body);
      if (imported) {
        await storeCheck(tx, row.id, imported);
        return { row: { ...row, ...imported }, delivery: null };
      }
      return { row, delivery: await requestJob(tx, "check-reward-model", { rewardModelId: row.id }, priorities.reference) };
    });
    if (delivery) await ctx.enqueue([delivery]);
    return { rewardModel: presentRewardModel(row), created: true };
  } catch (error) {
    const winner = isUniqueViolation(error) ? await findSame(ctx, body) : null;
    if (!winner) throw error;
    return { rewardModel: presentRewardModel(winner), created: false };
  }
}

async function findSame(ctx: Context, body: RewardModelSpec): Promise<StoredRewardModel | null> {
  const existing = await findRewardModel(ctx.db, body.name);
  if (!existing || existing.name !== body.name) return null;
  const differing = Object.entries(body).filter(([field, value]) => value !== undefined && !isDeepStrictEqual(value, existing.spec[field as keyof RewardModelSpec]));
  if (differing.length > 0) {
    throw new DomainError(
      "reward-model-conflict",
      `The name ${JSON.stringify(body.name)} belongs to a reward model registered otherwise. Choose another name: curves keep the model they were made with.`,
      { errors: differing.map(([field]) => ({ path: `/${field}`, message: "differs from what is registered" })) },
    );
  }
  if (existing.status !== "failed") return existing;
  const delivery = await requestJob(ctx.db, "check-reward-model", { rewardModelId: existing.id }, priorities.reference);
  await markChecking(ctx.db, existing.id);
  await ctx.enqueue([delivery]);
  return { ...existing, status: "checking" };
}

export function presentRewardModel(row: StoredRewardModel): RewardModel {
  const { spec } = row;
  return {
    id: row.id, name: row.name, kind: spec.kind, input: spec.input, backend: spec.backend, status: row.status,
    identity: row.identity, temperature: spec.temperature ?? 1, hasProbability: hasProbability(spec), attributes: row.attributes, maxTokens: row.maxTokens ?? spec.maxTokens ?? null,
    overlong: spec.overlong ?? "cut-end", precision: row.precision ?? spec.precision ?? null,
    conformance: row.conformance, spec, notice: row.notice, createdAt: row.createdAt.toISOString(),
  };
}
