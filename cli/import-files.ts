import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@/lib/errors";
import { annotationsOf, modelOutputs, type Annotation, type ModelOutput } from "@/lib/formats/alpaca-eval";
import { inFile, readTableFile, rowFile } from "./read-table-file";
import { stepOfName } from "./watch-step-of-name";

/** One checkpoint's outputs as they lie on this machine. */
export interface OutputsFile { file: string; stem: string; step: number; outputs: ModelOutput[] }

const stemOf = (file: string) => path.basename(file).replace(rowFile, "");

export const readOutputs = (file: string): ModelOutput[] => inFile(file, () => modelOutputs(readTableFile(file)));
const readAnnotations = (file: string): Annotation[] => inFile(file, () => annotationsOf(readTableFile(file)));

const isFolder = (place: string): boolean => statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
const filesIn = (folder: string): string[] => readdirSync(folder).filter((name) => rowFile.test(name)).sort().map((name) => path.join(folder, name));

/**
 * A file of outputs, or a folder of them as checkpoints in step order.
 * @throws ConfigError when a name tells no step, or two tell the same
 */
export function readOutputFiles(place: string, options: { step?: number | undefined; pattern: RegExp | null }): OutputsFile[] {
  const files = isFolder(place) ? filesIn(place) : [place];
  if (files.length === 0) throw new ConfigError(`${place} holds no .json, .jsonl or .csv file.`);
  if (options.step !== undefined && files.length > 1) throw new ConfigError(`--step is for one file; ${place} holds ${files.length}. Their names say the steps; --step-pattern says where.`);
  const byStep = new Map<number, string>();
  const found = files.map((file) => {
    const step = options.step ?? stepOfName(path.basename(file), options.pattern);
    if (step === null) throw new ConfigError(`${file}: the name tells no step. Give --step-pattern 'step_(\\d+)' (the step in parentheses)${files.length === 1 ? " or --step N" : ""}.`);
    const other = byStep.get(step);
    if (other !== undefined) throw new ConfigError(`${file} and ${other} are both step ${step}. Give --step-pattern, with the step in parentheses.`);
    byStep.set(step, file);
    return { file, stem: stemOf(file), step };
  });
  return found.sort((a, b) => a.step - b.step).map((entry) => ({ ...entry, outputs: readOutputs(entry.file) }));
}

/**
 * The annotations of each checkpoint: of a folder the file of the same name; of one file all rows, or those whose generator_2 is the
 * checkpoint's generator where there are several checkpoints.
 * @returns `left`: what belongs to no checkpoint, one sentence each
 */
export function annotationsByStep(place: string, checkpoints: readonly OutputsFile[]): { found: Map<number, Annotation[]>; left: string[] } {
  if (isFolder(place)) {
    const files = new Map(filesIn(place).map((file) => [stemOf(file), file]));
    const found = new Map<number, Annotation[]>();
    const left: string[] = [];
    for (const { stem, step, file } of checkpoints) {
      const own = files.get(stem);
      files.delete(stem);
      if (own) found.set(step, readAnnotations(own));
      else left.push(`${file} has no annotations of the same name in ${place}`);
    }
    return { found, left: [...left, ...[...files.values()].map((file) => `${file} belongs to no checkpoint`)] };
  }
  return byGenerator(readAnnotations(place), checkpoints.map(({ step, outputs }) => ({ step, generator: outputs[0]?.generator ?? null })), place);
}

function byGenerator(rows: readonly Annotation[], checkpoints: readonly { step: number; generator: string | null }[], place: string): { found: Map<number, Annotation[]>; left: string[] } {
  const found = new Map<number, Annotation[]>(checkpoints.map(({ step }) => [step, []]));
  const left = new Map<string, number>();
  const alone = checkpoints.length === 1;
  for (const row of rows) {
    const { generator2 } = row;
    // A single checkpoint has what names nobody.
    const owner = checkpoints.find(({ generator }) => (generator === null || generator2 === null ? alone : generator === generator2));
    if (owner) found.get(owner.step)?.push(row);
    else left.set(generator2 ?? "(no generator_2)", (left.get(generator2 ?? "(no generator_2)") ?? 0) + 1);
  }
  return { found, left: [...left].map(([generator, n]) => `${n} rows of ${place} judge ${generator}, which is no checkpoint here`) };
}
