import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Id, Key, Name, Ref, RunRef, Step } from "./primitives";

/** What a judge said of one prompt's two completions. */
export const PreferenceInput = z.object({
  key: Key,
  /** P(the checkpoint's completion is better than the reference's), in [0, 1]; 0.5 is a tie; null where the judge gave no answer. */
  probability: z.number({ error: "a probability is a number from 0 to 1, or null" }).min(0).max(1).nullable(),
});
export type PreferenceInput = z.infer<typeof PreferenceInput>;

export const importPreferences = defineEndpoint({
  method: "POST", path: "/api/v1/runs/:run/preferences", summary: "Import a judge's preferences for a checkpoint; the reward model's backend is imported", scope: "write",
  params: z.object({ run: RunRef }),
  body: z.object({
    step: Step, branch: BranchName.default("main"), rewardModel: Ref, referenceSet: Ref.optional(),
    preferences: z.array(PreferenceInput).min(1, "give at least one preference").max(1_000_000),
    /** Take fewer preferences than pairs: the rest count as failed. */
    allowMissing: z.boolean().default(false),
  }),
  response: z.object({
    checkpointId: Id, step: Step, branch: BranchName, rewardModel: Name, referenceSet: Name,
    /** Pairs with a preference, and pairs without one, after this import. */
    nPreferences: z.number().int(), nFailed: z.number().int(),
  }),
  statuses: [201, 200],
});
