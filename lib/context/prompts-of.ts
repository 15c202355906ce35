import type { Context } from "@/lib/context";
import { promptClusterKeys, promptPositions, promptTags } from "@/lib/db/prompt-sets";
import { clusterIds } from "@/lib/stats/cluster-ids";

/** What statistics know of the prompts of a set, without their texts. Every list is [nPrompts] in the frozen order. */
export interface PromptsOf { keys: string[]; tags: string[][]; clusters: Int32Array; nClusters: number }

export async function promptsOf(ctx: Context, promptSetId: string): Promise<PromptsOf> {
  const [positions, tags, clusterKeys] = await Promise.all([
    promptPositions(ctx.db, promptSetId), promptTags(ctx.db, promptSetId), promptClusterKeys(ctx.db, promptSetId),
  ]);
  const keys = [...positions].sort(([, a], [, b]) => a - b).map(([key]) => key);
  const { ids: clusters, nClusters } = clusterIds(clusterKeys);
  return { keys, tags, clusters, nClusters };
}
