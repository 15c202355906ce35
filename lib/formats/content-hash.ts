import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts";

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** Hash of an ordered list of prompts: equal lists of equal prompts, tags and groups, and nothing else, share it. */
export function hashPrompts(
  prompts: readonly { key: string; messages: readonly Message[]; tags: readonly string[]; group: string | null }[],
): string {
  const hash = createHash("sha256");
  for (const { key, messages, tags, group } of prompts) {
    hash.update(`${JSON.stringify([key, messages.map(({ role, content }) => [role, content]), tags, group])}\n`, "utf8");
  }
  return hash.digest("hex");
}

/** Exact duplicates (after Unicode and white-space normalisation) share it, and with it a cluster. */
export function hashPromptText(messages: readonly Message[]): string {
  return sha256(JSON.stringify(messages.map(({ role, content }) => [role, content.normalize("NFKC").replace(/\s+/gu, " ").trim()])));
}

/**
 * Hash of what a checkpoint or a person wrote, in prompt order, taken in as it comes: of the heads, a line of JSON
 * `[key, sample, finishReason | null, bytes of the text]` for each completion, and of the texts in UTF-8, one behind the other.
 */
export function createCompletionsHash(): { add(heads: string, texts: Uint8Array): void; digest(): string } {
  const ofHeads = createHash("sha256");
  const ofTexts = createHash("sha256");
  return {
    add(heads, texts) {
      ofHeads.update(heads, "utf8");
      ofTexts.update(texts);
    },
    digest: () => sha256(`${ofHeads.digest("hex")} ${ofTexts.digest("hex")}`),
  };
}

/** Hash of everything a point's comparability rests on: a change of it breaks the curve. */
export function hashComparison(parts: { rewardModel: string; promptSet: string; references: string; temperature: number }): string {
  return sha256(JSON.stringify([parts.rewardModel, parts.promptSet, parts.references, parts.temperature]));
}

/** What produced an average over several comparisons. @param comparisons hashes by `hashComparison`, in the order of the references */
export function hashAverage(comparisons: readonly string[]): string {
  return sha256(JSON.stringify(comparisons));
}
