import { readPromptSet, readRun, type CompletionInput, type PromptInput, type PreferenceInput, type Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import type { Annotation, ModelOutput } from "@/lib/formats/alpaca-eval";
import { derivedKey } from "@/lib/formats/derived-key";
import { matchAnnotations, matchOutputs, type AskedPrompt } from "@/lib/formats/match-alpaca-eval";
import { asPrompt } from "@/lib/formats/read-messages";
import { ApiError, callApi, type Api } from "./api-client";
import type { OutputsFile } from "./import-files";

/** What is there already of the run or of the prompt set; null where it is to be made. */
export interface Known { run: Run | null; prompts: AskedPrompt[] | null; nOther: number }

/** @param promptSet its name, used where the run does not exist */
export async function lookUp(api: Api, run: string, promptSet: string): Promise<Known> {
  const found = await orNull(callApi(api, readRun, { params: { run: run.includes("/") ? run : `default/${run}` } })) ?? (run.includes("/") ? null : await orNull(callApi(api, readRun, { params: { run } })));
  const set = await orNull(callApi(api, readPromptSet, { params: { promptSet: found?.data.promptSet.id ?? promptSet } }));
  const prompts = set?.data.prompts.flatMap(({ key, prompt, messages }) => {
    const asked = prompt !== undefined ? { prompt } : asPrompt(messages ?? []);
    const instruction = "prompt" in asked ? asked.prompt : undefined;
    return instruction === undefined ? [] : [{ key, instruction }];
  });
  return { run: found?.data ?? null, prompts: prompts ?? null, nOther: (set?.data.prompts.length ?? 0) - (prompts?.length ?? 0) };
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  return answer.catch((error: unknown) => {
    if (error instanceof ApiError && error.problem.code === "not-found") return null;
    throw error;
  });
}

/** Prompts from a reference's outputs, in their order; the dataset is a tag. */
export const promptsOfOutputs = (outputs: readonly ModelOutput[]): PromptInput[] =>
  outputs.map(({ instruction, dataset }) => ({
    key: derivedKey([{ role: "user", content: instruction }]), prompt: instruction, ...(dataset !== null && { tags: [dataset.slice(0, 200)] }),
  }));

export interface PlannedCheckpoint {
  step: number; file: string; generator: string | null;
  completions: CompletionInput[];
  /** Null where there are no annotations of it. */
  preferences: PreferenceInput[] | null;
}

const named = (texts: readonly string[]) => `${texts.slice(0, 3).map((one) => JSON.stringify(one.length > 60 ? `${one.slice(0, 60)}...` : one)).join(", ")}${texts.length > 3 ? " ..." : ""}`;

/** What would be sent of each file, and every single thing that does not match, one sentence each. */
export function planCheckpoints(
  files: readonly OutputsFile[], prompts: readonly AskedPrompt[], references: readonly ModelOutput[] | null, annotations: ReadonlyMap<number, Annotation[]> | null,
): { checkpoints: PlannedCheckpoint[]; differences: string[] } {
  const differences: string[] = [];
  const checkpoints = files.map(({ file, step, outputs }) => {
    const { completions, unknown, missing } = matchOutputs(outputs, prompts);
    if (completions.length === 0) throw new ConfigError(`${file}: not one of its ${outputs.length} instructions is a prompt of the set. Are these outputs of another benchmark?`);
    if (unknown.length > 0) differences.push(`${file}: ${unknown.length} instructions are no prompt of the set (${named(unknown)})`);
    if (missing.length > 0) differences.push(`${file}: ${missing.length} prompts have no output (${named(missing)})`);
    const own = annotations?.get(step);
    const judged = own ? matchAnnotations(own, outputs, prompts, references) : null;
    if (judged && judged.unmatched.length > 0) {
      const [first] = judged.unmatched;
      differences.push(`${file}: ${judged.unmatched.length} of ${own?.length ?? 0} annotations match no pair (${first?.at ?? ""}: ${first?.why ?? ""})`);
    }
    if (judged && judged.missing.length > 0) differences.push(`${file}: ${judged.missing.length} outputs have no annotation (${named(judged.missing)})`);
    const without = judged?.preferences.filter(({ probability }) => probability === null).map(({ key }) => key) ?? [];
    if (without.length > 0) differences.push(`${file}: ${without.length} annotations hold no preference (${named(without)})`);
    return { step, file, generator: outputs[0]?.generator ?? null, completions, preferences: judged && judged.preferences.length > 0 ? judged.preferences : null };
  });
  return { checkpoints, differences };
}
