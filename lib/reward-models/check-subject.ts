import type { OnnxSpec } from "@/lib/contracts";
import type { Finding } from "./finding";
import type { ModelUnderTest } from "./model-under-test";
import type { GoldenScore, ItemScore } from "./reward-model";
import type { PlainRow } from "./thread-messages";
import { probeTexts } from "./probe-texts";

/** What a conformance check looks at: the registration, the opened model and its first scores of the probe texts. */
export interface Subject { spec: OnnxSpec; model: ModelUnderTest; first: ItemScore[]; recorded: readonly GoldenScore[] | null | undefined }

export type Check = (subject: Subject) => Finding | Promise<Finding>;

/** The probe texts as the model reads them. */
export async function probeRows(model: ModelUnderTest): Promise<PlainRow[]> {
  return (await model.encode(probeTexts)).filter((row) => row !== null).map(({ ids, types }) => ({ ids, types }));
}

/** What the model answers for each row alone. */
export async function oneByOne(model: ModelUnderTest, rows: PlainRow[]): Promise<number[]> {
  const answers: number[] = [];
  for (const row of rows) answers.push((await model.scoreBatch([row], "right", 0))[0]!);
  return answers;
}

/** Scores, NaN for items that failed. */
export function scoresOf(results: readonly ItemScore[]): number[] {
  return results.map((result) => (result.status === "ok" ? result.score : NaN));
}

export function show(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
