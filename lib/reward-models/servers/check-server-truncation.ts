import type { ServerSpec } from "@/lib/contracts";
import { fail, pass, warn, type Finding } from "../finding";
import { overlongText, probeTexts } from "../probe-texts";
import type { ItemScore, ScoreItem } from "../reward-model";

/** Longer texts are not tried: they would cost minutes. */
const MOST_WORDS = 16_384;

/**
 * A server must read what the registration promises, to its end, and refuse what is longer rather than cut it in silence:
 * two texts that differ only in their completion, after a long prompt, must not get the very same score.
 */
export async function checkServerTruncation(spec: ServerSpec, maxTokens: number, score: (items: readonly ScoreItem[]) => Promise<ItemScore[]>): Promise<Finding> {
  const within = await readToTheEnd(spec, Math.min(MOST_WORDS, Math.floor(maxTokens * 0.7)), score);
  if (within === "cut") return fail(`a text of ${Math.floor(maxTokens * 0.7)} words is cut in silence, its completion is not read: register the server's real limit as maxTokens (${maxTokens} now), or raise it there`);
  if (within === "refused") return warn(`a text of ${Math.floor(maxTokens * 0.7)} words is refused although maxTokens is ${maxTokens}: such items will fail; register the server's real limit`);
  if (maxTokens > MOST_WORDS / 2) return pass(`a text of ${Math.min(MOST_WORDS, Math.floor(maxTokens * 0.7))} words is read to its end; longer ones were not tried`);
  const beyond = await readToTheEnd(spec, maxTokens * 2, score);
  if (beyond === "cut") return warn(`a text of more than ${maxTokens} tokens is cut in silence, and not counted as cut: keep prompts and completions shorter, or let the server refuse them`);
  return pass(beyond === "refused" ? `up to ${maxTokens} tokens are read to their end; a text that is too long is refused, and its item fails` : `texts of ${maxTokens} tokens and more are read to their end`);
}

async function readToTheEnd(spec: ServerSpec, nWords: number, score: (items: readonly ScoreItem[]) => Promise<ItemScore[]>): Promise<"read" | "cut" | "refused"> {
  const { messages } = overlongText(nWords);
  const [good, bad] = [probeTexts[2]!.completion, probeTexts[7]!.completion];
  const pairwise = spec.kind === "pairwise";
  const results = await score([
    { messages, completion: good, ...(pairwise ? { reference: bad } : {}) },
    { messages, completion: bad, ...(pairwise ? { reference: good } : {}) },
  ]);
  if (results.some(({ status }) => status === "failed")) return "refused";
  const [first, second] = results.map((result) => (result.status === "ok" ? result.preference?.probabilityAB ?? result.score : NaN));
  return first === second ? "cut" : "read";
}
