import { DomainError } from "@/lib/errors";
import { compareGolden } from "./compare-golden";
import { readGolden, recordedLines, type GoldenLine } from "./read-golden";
import type { GoldenScore, ItemScore, ScoreItem } from "./reward-model";
import type { ModelFacts } from "./thread-messages";

const MOST_TEXTS = 8;

/** The texts that an opened model must still score as before: those recorded, else of golden.jsonl (which holds nothing for int8), the shortest ones. */
export function canaryTexts(facts: ModelFacts, recorded: readonly GoldenScore[] | null | undefined): GoldenLine[] {
  const own = recordedLines(recorded);
  const lines = own.length > 0 || facts.loaded.precision === "int8" ? own : readGolden(facts.golden).lines;
  const length = ({ item }: GoldenLine): number => item.completion.length + (item.reference?.length ?? 0) + item.messages.reduce((n, { content }) => n + content.length, 0);
  return lines.filter(({ item }) => !facts.isPairwise || item.reference !== undefined).sort((a, b) => length(a) - length(b)).slice(0, MOST_TEXTS);
}

/** @throws DomainError reward-model-changed where this worker gives other scores */
export async function compareCanary(texts: readonly GoldenLine[], facts: ModelFacts, shownName: string, score: (items: ScoreItem[]) => Promise<ItemScore[]>): Promise<void> {
  if (texts.length === 0) return;
  const { differs, worst, problem } = compareGolden(texts, await score(texts.map(({ item }) => item)), facts.loaded.precision);
  if (!differs && problem === null) return;
  const what = problem ?? `scores differ by up to ${worst.toPrecision(2)} from those recorded`;
  throw new DomainError("reward-model-changed", `This worker does not score with ${shownName}, since it gives other scores than the model was registered with (${what}): its files, its processor or execution provider, or its onnxruntime is another; make it like the first worker, or register the model again under another name.`);
}
