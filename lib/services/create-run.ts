import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { Context } from "@/lib/context";
import { promptSetOrThrow, rewardModelOrThrow, runOrThrow } from "@/lib/context/find-or-throw";
import { requestScoring } from "@/lib/context/request-scoring";
import { Plan, type createRun as contract, type Run } from "@/lib/contracts";
import type { Prisma } from "@/lib/db/generated/client";
import { newId } from "@/lib/db/new-id";
import { findReferenceSet, referenceSetsOf } from "@/lib/db/reference-sets";
import { defaultRewardModel } from "@/lib/db/reward-models";
import { addedReferenceSets, findRun, insertRun, type NewRun } from "@/lib/db/runs";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError } from "@/lib/errors";
import { presentRun } from "@/lib/services/read-run";

type Body = z.infer<NonNullable<typeof contract.body>>;

/**
 * Creates a run with every default filled in, or finds the run of this (project, name) when what is given agrees.
 * Its references are scored at once, so that the first checkpoint finds them ready.
 * @throws DomainError run-conflict, not-found, invalid-request
 */
export async function createRun(ctx: Context, body: Body): Promise<{ run: Run; created: boolean }> {
  const ref = `${body.project}/${body.name}`;
  const definition = await resolveDefinition(ctx, body);
  if (await agreesWithExisting(ctx, ref, definition)) return { run: await presentRun(ctx, await runOrThrow(ctx.db, ref)), created: false };
  try {
    const deliveries = await ctx.db.$transaction(async (tx) => {
      const run = await withDefaults(ctx, body, definition);
      await insertRun(tx, run);
      return requestScoring(tx, { runId: run.id });
    });
    await ctx.enqueue(deliveries);
    return { run: await presentRun(ctx, await runOrThrow(ctx.db, ref)), created: true };
  } catch (error) {
    if (!isUniqueViolation(error) || !(await agreesWithExisting(ctx, ref, definition))) throw error;
    return { run: await presentRun(ctx, await runOrThrow(ctx.db, ref)), created: false };
  }
}

/** What was given, with every reference resolved to an id: the form that a second creation is compared in. */
interface Definition {
  promptSet: string;
  referenceSets?: string[];
  rewardModels?: { id: string; role: "training" | "held-out" | "monitor" }[];
  primary?: { referenceSet: string; rewardModel: string };
  plan?: Partial<Plan>;
  parent?: { run: string; step: number };
}

async function resolveDefinition(ctx: Context, body: Body): Promise<Definition> {
  const promptSet = await promptSetOrThrow(ctx.db, body.promptSet);
  const referenceId = async (given: string, path: string) => {
    const found = await findReferenceSet(ctx.db, promptSet.id, given);
    if (!found) throw invalid(path, `the prompt set ${promptSet.name} has no reference set ${JSON.stringify(given)}`);
    return found.id;
  };
  const modelId = async (given: string) => (await rewardModelOrThrow(ctx.db, given)).id;

  const definition: Definition = { promptSet: promptSet.id };
  if (body.referenceSets) {
    definition.referenceSets = await Promise.all(body.referenceSets.map((given, i) => referenceId(given, `/referenceSets/${i}`)));
    refuseDoubled(definition.referenceSets, "/referenceSets");
  }
  if (body.rewardModels) {
    definition.rewardModels = await Promise.all(body.rewardModels.map(async ({ id, role }) => ({ id: await modelId(id), role })));
    refuseDoubled(definition.rewardModels.map(({ id }) => id), "/rewardModels");
  }
  if (body.primary) {
    definition.primary = { referenceSet: await referenceId(body.primary.referenceSet, "/primary/referenceSet"), rewardModel: await modelId(body.primary.rewardModel) };
  }
  if (body.plan) definition.plan = { ...body.plan };
  if (body.parent) definition.parent = { run: (await runOrThrow(ctx.db, body.parent.run)).id, step: body.parent.step };
  return definition;
}

async function withDefaults(ctx: Context, body: Body, given: Definition): Promise<NewRun> {
  const referenceSetIds = given.referenceSets ?? (await referenceSetsOf(ctx.db, given.promptSet)).map(({ id }) => id);
  const starter = given.rewardModels ? null : await defaultRewardModel(ctx.db);
  const rewardModels = given.rewardModels ?? (starter ? [{ id: starter.id, role: "monitor" as const }] : []);
  if (referenceSetIds.length === 0) throw invalid("/promptSet", "the prompt set has no reference set yet; add one with POST /api/v1/prompt-sets/:id/reference-sets");
  if (rewardModels.length === 0) throw invalid("/rewardModels", "no reward model is registered yet; add one with POST /api/v1/reward-models");
  const primary = given.primary ?? { referenceSet: referenceSetIds[0] as string, rewardModel: rewardModels[0]?.id as string };
  if (!referenceSetIds.includes(primary.referenceSet)) throw invalid("/primary/referenceSet", "is not among the run's referenceSets");
  if (!rewardModels.some(({ id }) => id === primary.rewardModel)) throw invalid("/primary/rewardModel", "is not among the run's rewardModels");
  const plan = Plan.parse(given.plan ?? {});
  return {
    id: newId(), project: body.project, name: body.name, promptSetId: given.promptSet,
    primaryReferenceSetId: primary.referenceSet, primaryRewardModelId: primary.rewardModel,
    ...plan,
    parentRunId: given.parent?.run ?? null, parentStep: given.parent ? BigInt(given.parent.step) : null,
    definition: given as unknown as Prisma.InputJsonValue, referenceSetIds, rewardModels,
  };
}

/** Fields left out are not compared. @throws DomainError run-conflict naming the fields that differ */
async function agreesWithExisting(ctx: Context, ref: string, given: Definition): Promise<boolean> {
  const existing = await findRun(ctx.db, ref);
  if (!existing) return false;
  const is: Definition = {
    promptSet: existing.promptSetId,
    referenceSets: existing.referenceSets.map(({ referenceSet }) => referenceSet.id),
    rewardModels: existing.rewardModels.map(({ rewardModel, role }) => ({ id: rewardModel.id, role: role as "monitor" })),
    primary: { referenceSet: existing.primaryReferenceSetId ?? "", rewardModel: existing.primaryRewardModelId ?? "" },
    plan: Object.fromEntries(Object.keys(given.plan ?? {}).map((name) => [name, existing[name as keyof Plan]])),
    parent: existing.parentRunId ? { run: existing.parentRunId, step: Number(existing.parentStep) } : undefined,
  };
  // References added later are no part of what the run was created with; a definition may name them or not.
  const nGiven = given.referenceSets?.length ?? 0;
  if (nGiven >= existing.referenceSets.length - addedReferenceSets(existing).length) is.referenceSets = is.referenceSets?.slice(0, nGiven);
  const differing = (Object.keys(given) as (keyof Definition)[]).filter((field) => !isDeepStrictEqual(given[field], is[field]));
  if (differing.length === 0) return true;
  throw new DomainError("run-conflict", `${ref} is another run: it was created with another ${differing.join(", ")}. Choose another name.`, {
    errors: differing.map((field) => ({ path: `/${field}`, message: "differs from the run that has this name" })),
    existing: { id: existing.id },
  });
}

function refuseDoubled(ids: readonly string[], path: string): void {
  const at = ids.findIndex((id, index) => ids.indexOf(id) !== index);
  if (at >= 0) throw invalid(`${path}/${at}`, "stands twice in the list");
}

function invalid(path: string, message: string): DomainError {
  return new DomainError("invalid-request", `${path.slice(1)}: ${message}.`, { errors: [{ path, message }] });
}
