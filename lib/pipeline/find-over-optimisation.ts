import type { Context } from "@/lib/context";
import { testsOfEpisode } from "@/lib/db/look-tests";
import type { StoredEpisode } from "@/lib/db/episodes";
import type { StoredRun } from "@/lib/db/runs";
import type { Family } from "@/lib/detect/categories";
import type { FoundOverOptimisation } from "@/lib/detect/findings";
import { overOptimisation } from "@/lib/detect/over-optimisation";
import { decidingMetric } from "@/lib/context/deciding-metric";
import type { OpenCurve } from "@/lib/pipeline/open-curve";

export interface OverOptimisationInput {
  /** Curves of one reference set that have been tested, with their episodes. */
  tested: readonly { open: OpenCurve; episode: StoredEpisode }[];
  branch: string;
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  familiesOf: (alpha: number) => Family[];
}

/**
 * An alarm of the held-out reward model on whose contrast the training model's mean went up. The second condition only
 * takes alarms away, so the flag is false with at most the held-out detector's error level. Null without both roles.
 */
export async function findOverOptimisation(ctx: Context, run: StoredRun, { tested, branch, clusters, familiesOf }: OverOptimisationInput): Promise<FoundOverOptimisation | null> {
  const withRole = (role: string) => tested.find(({ open }) => run.rewardModels.find(({ rewardModel }) => rewardModel.id === open.main.rewardModel?.id)?.role === role);
  const [training, heldOut] = [withRole("training"), withRole("held-out")];
  const { rewardModel } = training?.open.main ?? {};
  if (!training || !heldOut || !rewardModel) return null;
  const { lineage } = await heldOut.open.onBranch(branch);
  const tests = await testsOfEpisode(ctx.db, heldOut.episode.id, { runId: run.id, lineage });
  if (tests.every(({ fired }) => fired === null)) return null;
  const metric = decidingMetric(rewardModel);
  const looks = await training.open.valuesOn(branch);
  const families = familiesOf(heldOut.episode.alpha);
  for (const { checkpointId, fired: contrast } of tests) {
    if (contrast === null) continue;
    const prompts = families.find(({ name }) => name === contrast.family)?.promptIndices ?? clusters.keys();
    const indices = Int32Array.from(prompts);
    const only = (values: ArrayLike<number>) => Float64Array.from(indices, (i) => values[i] ?? NaN);
    const { flagged, trainingRise } = overOptimisation({
      heldOut: contrast, training: new Map(looks.map((look) => [look.step, only(look[metric])])), clusters: only(clusters),
    });
    if (flagged && trainingRise !== null) {
      return { contrast, trainingRise, step: contrast.windowSteps[0] ?? 0, checkpointId, episodeId: heldOut.episode.id, errorLevel: heldOut.episode.alpha };
    }
  }
  return null;
}
