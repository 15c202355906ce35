import { type QueryClient, mutationOptions } from "@tanstack/react-query";
import type { Run } from "@/lib/contracts/runs";
import { call } from "./call";
import { contract } from "./contract";
import { referenceSetsQuery } from "./prompt-sets";
import { runKey } from "./run";

/** Scores again what an earlier form of the run's reward models has scored. */
export const scoreAgain = (client: QueryClient, run: string) =>
  mutationOptions({
    mutationFn: (asked: { rewardModel?: string }) => call(contract("rescore"), { params: { run }, body: asked }),
    onSuccess: () => client.invalidateQueries({ queryKey: runKey(run) }),
  });

/** What a run is compared with from now on: a reference set of its prompts, or one of its checkpoints under a name. */
export type NewReference = { referenceSet: string } | { checkpoint: number; branch: string; name?: string };

/**
 * Draws the whole history against one more reference set.
 * @param onAdded is called with the set (null where the run had it already), even where what asked has left the page since
 */
export const addReference = (client: QueryClient, run: Run, onAdded: (set: Run["referenceSets"][number] | null) => void = () => undefined) =>
  mutationOptions({
    mutationFn: (reference: NewReference) => call(contract("addRunReferenceSet"), { params: { run: run.id }, body: reference }),
    // The stream of changes may show the run with the new set before the answer is here.
    onMutate: () => new Set(run.referenceSets.map(({ id }) => id)),
    onSuccess: (now, reference, before) => {
      const added = now.referenceSets.find(({ id }) => ("referenceSet" in reference ? id === reference.referenceSet : !before.has(id)));
      onAdded(added ?? null);
      return Promise.all([runKey(run.id), referenceSetsQuery(run.promptSet.id).queryKey].map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
