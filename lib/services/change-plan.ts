import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Plan } from "@/lib/contracts";
import { hasLooks, replanEpisodes } from "@/lib/db/episodes";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun, planOfRun, setPlan } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";

/**
 * Changes a run's plan, and that of episodes begun beforehand, while no look has arrived. After the first look the error budget is being spent as
 * planned, and a plan chosen with the results in view guarantees nothing.
 * @throws DomainError not-found, plan-fixed
 */
export async function changePlan(ctx: Context, { run: ref, plan }: { run: string; plan: Partial<Plan> }): Promise<Plan> {
  const run = await runOrThrow(ctx.db, ref);
  return ctx.db.$transaction(async (tx) => {
    await lockRun(tx, run.id);
    if (await hasLooks(tx, run.id)) {
      throw new DomainError("plan-fixed",
        "The first look has arrived, so the plan cannot change: its error level would no longer hold. Begin a new episode with POST /api/v1/runs/:run/episodes and the new plan; it uses later looks only.");
    }
    await setPlan(tx, run.id, plan);
    await replanEpisodes(tx, run.id, plan);
    await noteRunChange(tx, [run.id], "curve");
    return planOfRun(tx, run.id);
  });
}
