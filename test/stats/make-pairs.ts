import type { PairsInput } from "@/lib/stats/summarise-pairs";

export interface PromptSide { score: number; status: number }
export interface PairedPrompt { own: PromptSide; reference: PromptSide; cluster: number; length?: number; referenceLength?: number }

export const pending = 0, ok = 1, failed = 2, missing = 3, promptCut = 4, completionCut = 8;

/** Input of summarise-pairs, one entry a prompt. */
export function makePairs(prompts: readonly PairedPrompt[], temperature = 1): PairsInput {
  return {
    score: Float32Array.from(prompts, ({ own }) => own.score),
    statuses: Uint8Array.from(prompts, ({ own }) => own.status),
    referenceScore: Float32Array.from(prompts, ({ reference }) => reference.score),
    referenceStatuses: Uint8Array.from(prompts, ({ reference }) => reference.status),
    clusters: Int32Array.from(prompts, ({ cluster }) => cluster),
    lengths: Float32Array.from(prompts, ({ length }) => length ?? NaN),
    referenceLengths: Float32Array.from(prompts, ({ referenceLength }) => referenceLength ?? NaN),
    temperature,
  };
}

/** Scored pairs, each prompt a cluster of its own. */
export const scoredPairs = (margins: readonly [own: number, reference: number][]): PairedPrompt[] =>
  margins.map(([own, reference], cluster) => ({ own: { score: own, status: ok }, reference: { score: reference, status: ok }, cluster }));
