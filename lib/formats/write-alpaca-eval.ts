import type { Pair } from "@/lib/contracts";

export interface ExportNames { generator: string; reference: string; annotator: string }

export interface AlpacaEvalFiles {
  modelOutputs: { instruction: string; output: string; generator: string; dataset: string }[];
  referenceOutputs: { instruction: string; output: string; generator: string; dataset: string }[];
  annotations: {
    instruction: string; output_1: string; generator_1: string; output_2: string; generator_2: string; dataset: string; annotator: string; preference: number;
  }[];
  /** Keys of prompts that alpaca_eval cannot hold (conversations), that the checkpoint did not answer, and whose pair has no preference. */
  conversations: string[]; missing: string[]; unscored: string[];
}

/**
 * One checkpoint as alpaca_eval keeps it. A preference is 1 + P(the checkpoint's completion is better); a tie is exactly 1.5.
 * @param binary 1, 1.5 or 2 by the outcome instead: also for models without a probability
 */
export function alpacaEvalFiles(pairs: readonly Pair[], names: ExportNames, binary: boolean): AlpacaEvalFiles {
  const files: AlpacaEvalFiles = { modelOutputs: [], referenceOutputs: [], annotations: [], conversations: [], missing: [], unscored: [] };
  for (const pair of pairs) {
    const { key, prompt: instruction, completion, reference, tags } = pair;
    const dataset = tags[0] ?? "";
    if (instruction === undefined) {
      files.conversations.push(key);
      continue;
    }
    if (reference !== null) files.referenceOutputs.push({ instruction, output: reference, generator: names.reference, dataset });
    if (completion === null) {
      files.missing.push(key);
      continue;
    }
    files.modelOutputs.push({ instruction, output: completion, generator: names.generator, dataset });
    const preference = preferenceOf(pair, binary);
    if (preference === null || reference === null) files.unscored.push(key);
    else {
      files.annotations.push({
        instruction, output_1: reference, generator_1: names.reference, output_2: completion, generator_2: names.generator, dataset, annotator: names.annotator, preference,
      });
    }
  }
  return files;
}

function preferenceOf({ outcome, probability }: Pair, binary: boolean): number | null {
  if (outcome === "tie") return 1.5;
  if (outcome !== "win" && outcome !== "loss") return null;
  if (binary) return outcome === "win" ? 2 : 1;
  return probability === null ? null : 1 + probability;
}
