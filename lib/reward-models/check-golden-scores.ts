import { z } from "zod";
import { Message } from "@/lib/contracts/primitives";
import type { ModelUnderTest } from "./model-under-test";
import { fail, pass, skipped, type Finding } from "./finding";
import type { ScoreItem } from "./reward-model";

const TOLERANCE = 1e-3;
const MOST_LINES = 200;

const GoldenLine = z.object({
  prompt: z.string().optional(), messages: z.array(Message).optional(), completion: z.string(), ids: z.array(z.number().int()).optional(), score: z.number(),
}).refine((line) => (line.prompt === undefined) !== (line.messages === undefined));

/** Scores, and ids where given, of the folder's golden.jsonl: lines of {prompt | messages, completion, score, ids?}. Texts that the registration cuts are left out. */
export async function checkGoldenScores(model: ModelUnderTest): Promise<Finding> {
  if (model.facts.golden === null) return skipped("the folder has no golden.jsonl (lines of prompt, completion, score)");
  const lines: z.infer<typeof GoldenLine>[] = [];
  for (const [i, text] of model.facts.golden.split("\n").entries()) {
    if (text.trim() === "" || lines.length >= MOST_LINES) continue;
    const line = GoldenLine.safeParse(parse(text));
    if (!line.success) return fail(`line ${i + 1} of golden.jsonl is not {prompt or messages, completion, score}: correct or remove it`);
    lines.push(line.data);
  }
  if (lines.length === 0) return skipped("golden.jsonl is empty");
  const items = lines.map((line): ScoreItem => ({ messages: line.messages ?? [{ role: "user", content: line.prompt! }], completion: line.completion }));
  let compared = 0, worst = 0;
  for (const [i, result] of (await model.score(items)).entries()) {
    const line = lines[i]!;
    if (result.status === "failed") return fail(`text ${i + 1} of golden.jsonl could not be scored: ${result.message}`);
    if (result.cut !== "none") continue;
    if (line.ids && line.ids.join() !== result.ids?.join()) return fail(`text ${i + 1} of golden.jsonl is tokenised differently: tokenizer.json and golden.jsonl do not belong together`);
    compared++;
    worst = Math.max(worst, Math.abs(result.score - line.score));
  }
  if (compared === 0) return skipped("every text of golden.jsonl is longer than the registration's maxTokens");
  const detail = `${compared} texts of golden.jsonl, largest difference ${worst.toExponential(1)}`;
  return worst <= TOLERANCE ? pass(detail) : fail(`${detail}: weights and golden.jsonl do not belong together, or this machine computes differently`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
