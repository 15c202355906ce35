import { z } from "zod";
import { Message } from "@/lib/contracts/primitives";
import type { GoldenScore, ScoreItem } from "./reward-model";

const MOST_LINES = 200;

const Line = z.object({
  prompt: z.string().optional(), messages: z.array(Message).optional(), completion: z.string(), reference: z.string().optional(),
  ids: z.array(z.number().int()).optional(), score: z.number(),
}).refine((line) => (line.prompt === undefined) !== (line.messages === undefined));

export interface GoldenLine { item: ScoreItem; score: number; ids?: number[] }

/** Lines of a folder's golden.jsonl, at most 200: {prompt | messages, completion, reference?, score, ids?}. `bad` is the number of the first line that is none. */
export function readGolden(text: string | null): { lines: GoldenLine[]; bad: number | null } {
  const lines: GoldenLine[] = [];
  for (const [i, row] of (text ?? "").split("\n").entries()) {
    if (row.trim() === "" || lines.length >= MOST_LINES) continue;
    const parsed = Line.safeParse(parse(row));
    if (!parsed.success) return { lines, bad: i + 1 };
    const { messages, prompt, completion, reference, score, ids } = parsed.data;
    lines.push({ item: { messages: messages ?? [{ role: "user", content: prompt! }], completion, ...(reference !== undefined ? { reference } : {}) }, score, ...(ids ? { ids } : {}) });
  }
  return { lines, bad: null };
}

/** Scores that were recorded, in the same form. */
export function recordedLines(recorded: readonly GoldenScore[] | null | undefined): GoldenLine[] {
  return (recorded ?? []).map(({ prompt, completion, reference, score }) => ({ item: { messages: [{ role: "user", content: prompt }], completion, ...(reference !== undefined ? { reference } : {}) }, score }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
