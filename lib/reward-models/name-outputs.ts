import type { OnnxSpec } from "@/lib/contracts";
import { RewardModelError } from "./reward-model-error";

export interface OutputNames { score?: string; attributes?: string; gating?: string }

/**
 * Which outputs are read: those the registration names, else the only float output there is.
 * @param floats names of the float outputs @param all names of every output
 * @throws RewardModelError where a name is not there, or several outputs fit
 */
export function nameOutputs(spec: Pick<OnnxSpec, "kind" | "input" | "outputs">, floats: readonly string[], all: readonly string[], file: string): OutputNames {
  const { outputs = {} } = spec;
  const named = Object.entries(outputs).filter((entry): entry is [keyof OutputNames, string] => entry[1] !== undefined);
  for (const [role, name] of named) {
    if (!floats.includes(name)) throw new RewardModelError(`${file} has no float output "${name}" (it has ${shorten(all)}): correct outputs.${role}.`);
  }
  if (outputs.score !== undefined || (spec.kind === "absolute" && outputs.attributes !== undefined)) return outputs;
  if (outputs.gating !== undefined && spec.kind === "absolute") throw new RewardModelError(`outputs.gating of ${file} weighs attributes, but outputs.attributes does not say which output those are: add it.`);
  const task = spec.input === "pair-template" ? "text-generation" : "text-classification";
  if (floats.length === 1) return { score: floats[0]! };
  // A language model may also give out its cache or hidden states; its logits are always called that.
  if (spec.input === "pair-template" && floats.includes("logits")) return { score: "logits" };
  if (floats.length === 0) throw new RewardModelError(`${file} has no float output (it has ${shorten(all)}): export it with --task ${task}.`);
  throw new RewardModelError(`${file} has several outputs (${shorten(floats)}): say which is the score by outputs.score${spec.kind === "absolute" ? ", or which holds the attributes by outputs.attributes" : ""}.`);
}

function shorten(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more` : names.join(", ");
}
