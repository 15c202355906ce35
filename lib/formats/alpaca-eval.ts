import { DomainError } from "@/lib/errors";
import type { TableRow } from "./table-of";

/** One entry of alpaca_eval's model_outputs.json. */
export interface ModelOutput { at: string; instruction: string; output: string; generator: string | null; dataset: string | null }

/** One judgement of alpaca_eval's annotations: `preference` in [1, 2], 1 the reference, 2 the model, 1.5 a tie; null where the judge gave none. */
export interface Annotation {
  at: string;
  /** What was asked: its text, or its place (from 0) in the reference's outputs. */
  instruction: string | number;
  preference: number | null;
  output1: string | null; output2: string | null; generator1: string | null; generator2: string | null; annotator: string | null;
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const refuse = (at: string, why: string): never => {
  throw new DomainError("invalid-request", `${at}: ${why}`);
};

/**
 * Reads model_outputs: {instruction, output, generator?, dataset?}. alpaca_eval merges by instruction, so each may stand there once.
 * @throws DomainError invalid-request naming the row and the field
 */
export function modelOutputs(rows: readonly TableRow[]): ModelOutput[] {
  if (rows.length === 0) throw new DomainError("invalid-request", "The file holds no output.");
  const firstAt = new Map<string, string>();
  return rows.map(({ at, fields: { instruction, output, generator, dataset } }) => {
    if (typeof instruction !== "string" || instruction === "") return refuse(at, '"instruction" is no text. A file of model outputs is a list of {"instruction", "output", "generator"}.');
    if (typeof output !== "string") return refuse(at, `"output" is ${output === undefined || output === null ? "missing" : "no text"}. A file of model outputs is a list of {"instruction", "output", "generator"}.`);
    const first = firstAt.get(instruction);
    if (first !== undefined) return refuse(at, `the same instruction stands at ${first}. Each may stand there once.`);
    firstAt.set(instruction, at);
    return { at, instruction, output, generator: text(generator), dataset: text(dataset) };
  });
}

/**
 * Reads annotations: a judgement a row, by "instruction", or by "prompt_index" (place in the reference's outputs, from 0). As in alpaca_eval, 0 is a tie.
 * @throws DomainError invalid-request naming the row and the field
 */
export function annotationsOf(rows: readonly TableRow[]): Annotation[] {
  if (rows.length === 0) throw new DomainError("invalid-request", "The file holds no annotation.");
  return rows.map(({ at, fields }) => ({
    at, instruction: instructionOf(at, fields["instruction"], fields["prompt_index"]), preference: preferenceOf(at, fields["preference"]),
    output1: textOrNull(fields["output_1"]), output2: textOrNull(fields["output_2"]),
    generator1: text(fields["generator_1"]), generator2: text(fields["generator_2"]), annotator: text(fields["annotator"]),
  }));
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

function instructionOf(at: string, instruction: unknown, index: unknown): string | number {
  if (typeof instruction === "string" && instruction !== "") return instruction;
  const place = typeof index === "string" && index.trim() !== "" ? Number(index) : index;
  if (typeof place === "number" && Number.isSafeInteger(place) && place >= 0) return place;
  return refuse(at, 'neither "instruction" nor "prompt_index" says which prompt was judged.');
}

function preferenceOf(at: string, value: unknown): number | null {
  if (value === null || value === undefined || value === "" || value === "nan" || value === "NaN") return null;
  const preference = typeof value === "string" ? Number(value) : value;
  if (preference === 0) return 1.5;
  if (typeof preference === "number" && preference >= 1 && preference <= 2) return preference;
  return refuse(at, `"preference" is ${JSON.stringify(value)}; it is a number from 1 (the reference is better) to 2 (the model is better), 1.5 a tie.`);
}
