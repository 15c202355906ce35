import type { CompletionInput, PreferenceInput } from "@/lib/contracts";
import type { Annotation, ModelOutput } from "./alpaca-eval";

/** A prompt of the set that can hold an instruction: one user message. */
export interface AskedPrompt { key: string; instruction: string }

export interface MatchedOutputs {
  completions: CompletionInput[];
  /** Instructions of the file that no prompt has. */
  unknown: string[];
  /** Keys of prompts that the file does not answer. */
  missing: string[];
}

/** Finds the prompt of each output by its instruction, whatever the keys are. */
export function matchOutputs(outputs: readonly ModelOutput[], prompts: readonly AskedPrompt[]): MatchedOutputs {
  const keys = new Map(prompts.map(({ key, instruction }) => [instruction, key]));
  const answered = new Set(outputs.map(({ instruction }) => instruction));
  return {
    completions: outputs.flatMap(({ instruction, output }) => {
      const key = keys.get(instruction);
      return key === undefined ? [] : [{ key, completion: output }];
    }),
    unknown: outputs.flatMap(({ instruction }) => (keys.has(instruction) ? [] : [instruction])),
    missing: prompts.flatMap(({ key, instruction }) => (answered.has(instruction) ? [] : [key])),
  };
}

export interface MatchedAnnotations {
  preferences: PreferenceInput[];
  /** Rows that judge no pair of this checkpoint, with the reason. */
  unmatched: { at: string; why: string }[];
  /** Keys of completions that nobody judged. */
  missing: string[];
}

/**
 * Finds the pair of each judgement. Where the file holds the texts, they must be those that the checkpoint and the reference wrote.
 * @param references outputs of the reference, in the order that a `prompt_index` counts; null where they are not at hand
 */
export function matchAnnotations(
  annotations: readonly Annotation[], outputs: readonly ModelOutput[], prompts: readonly AskedPrompt[], references: readonly ModelOutput[] | null,
): MatchedAnnotations {
  const keys = new Map(prompts.map(({ key, instruction }) => [instruction, key]));
  const written = new Map(outputs.map(({ instruction, output }) => [instruction, output]));
  const expected = new Map((references ?? []).map(({ instruction, output }) => [instruction, output]));
  const seen = new Map<string, string>();
  const preferences: PreferenceInput[] = [], unmatched: MatchedAnnotations["unmatched"] = [];
  for (const { at, instruction: asked, preference, output1, output2 } of annotations) {
    const instruction = typeof asked === "string" ? asked : references?.[asked]?.instruction;
    const key = instruction === undefined ? undefined : keys.get(instruction);
    const refuse = (why: string) => void unmatched.push({ at, why });
    if (instruction === undefined) refuse(references ? `the reference has no output ${String(asked)}` : "prompt_index counts the reference's outputs; give them with --reference");
    else if (key === undefined) refuse("no prompt has this instruction");
    else if (!written.has(instruction)) refuse("the checkpoint has no output for it");
    else if (output2 !== null && output2 !== written.get(instruction)) refuse("output_2 is another text than the checkpoint's output");
    else if (output1 !== null && expected.has(instruction) && output1 !== expected.get(instruction)) refuse("output_1 is another text than the reference's output");
    else if (seen.has(key)) refuse(`the same pair is judged at ${seen.get(key) ?? ""}`);
    else {
      seen.set(key, at);
      preferences.push({ key, probability: preference === null ? null : preference - 1 });
    }
  }
  const missing = outputs.flatMap(({ instruction }) => {
    const key = keys.get(instruction);
    return key === undefined || seen.has(key) ? [] : [key];
  });
  return { preferences, unmatched, missing };
}
