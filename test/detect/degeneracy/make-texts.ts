import { deflateRawSync } from "node:zlib";
import { lengthChanges } from "@/lib/detect/degeneracy/length-changes";
import { measureTexts } from "@/lib/detect/degeneracy/measure-texts";
import { summariseDegeneracy, type DegeneracySummary } from "@/lib/detect/degeneracy/summarise-degeneracy";
import type { TextMeasure, TextMeasures } from "@/lib/detect/degeneracy/text-measures";
import { demoData } from "../../support/demo-data";

export interface TextRow { prompt?: string; conversation?: string; text: string | null; finishReason?: string | null; referenceLength?: number; cluster?: number }

export interface MeasuredTexts { measures: TextMeasures; summary: DegeneracySummary[] }

export const deflatedSize = (text: string): number => deflateRawSync(text).length;

/** Measures of rows, each prompt different and a cluster of its own where a row says nothing else. */
export function measureRows(rows: readonly TextRow[]): MeasuredTexts {
  const measures = measureTexts({
    prompts: rows.map(({ prompt, conversation }, i) => {
      const lastUser = prompt ?? `Please tell me something about the subject number ${i}.`;
      return { lastUser, conversation: conversation ?? lastUser };
    }),
    completions: rows.map(({ text, finishReason }) => (text === null ? null : { text, finishReason: finishReason ?? null })),
    deflatedSize,
  });
  measures.lengthChange = lengthChanges(measures.length, Float32Array.from(rows, ({ referenceLength }) => referenceLength ?? NaN));
  return { measures, summary: summariseDegeneracy(measures, Int32Array.from(rows, ({ cluster }, i) => cluster ?? i)) };
}

/** One measure of one text. */
export const measureOf = (key: TextMeasure, row: TextRow): number => measureRows([row]).measures[key][0]!;

const data = demoData();
const answers = new Map(data.references.map(({ key, completion }) => [key, completion]));

/** Measures of the demo's completions: what a small model wrote at that step of its training. */
export function measureDemo(run: "sft-good" | "sft-too-hot", step: number): MeasuredTexts {
  const written = new Map(data.completions(run, step).map((row) => [row.key, row]));
  return measureRows(data.prompts.map(({ key, prompt }) => {
    const row = written.get(key);
    return { prompt, text: row?.completion ?? null, finishReason: row?.finishReason ?? null, referenceLength: [...(answers.get(key) ?? "")].length };
  }));
}

export const demoSteps = [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;
export const demoClusters: Int32Array = Int32Array.from(data.prompts, (_, i) => i);
/** The careful answers written by hand, one a prompt. */
export const handwritten: readonly { prompt: string; text: string }[] = data.prompts.map(({ key, prompt }) => ({ prompt, text: answers.get(key) ?? "" }));
