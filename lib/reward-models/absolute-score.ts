import type { OnnxSpec } from "@/lib/contracts";
import type { Json } from "./load-model-folder";
import type { OutputNames } from "./name-outputs";
import { RewardModelError } from "./reward-model-error";
import type { RowScore } from "./score-head";

const MOST_ATTRIBUTES = 200;

export interface AbsoluteScore {
  /** Names in order; empty where the model gives its score alone. */
  attributes: string[];
  /** @param valuesOf numbers of one text by the name of an output */
  score(valuesOf: (output: string) => number[]): RowScore;
}

/**
 * How the scalar of an absolute model is made: the registration's weighted sum of attributes, else the score output, else attributes x gating.
 * @param widths numbers that each output gives for a text
 * @throws RewardModelError where the registration leaves that open or names what is not there
 */
export function absoluteScore(outputs: OutputNames, widths: ReadonlyMap<string, number>, config: Json, spec: Pick<OnnxSpec, "attributes" | "label">, file: string): AbsoluteScore {
  const scoreOutput = outputs.attributes === undefined && widths.get(outputs.score!)! > 1 ? undefined : outputs.score;
  const source = outputs.attributes ?? (scoreOutput === undefined || spec.attributes ? outputs.score : undefined);
  if (scoreOutput !== undefined && widths.get(scoreOutput) !== 1) {
    throw new RewardModelError(`Output "${scoreOutput}" of ${file} gives ${widths.get(scoreOutput)} numbers for a text, so it is not a score: correct outputs.score.`);
  }
  if (source === undefined) return { attributes: [], score: (valuesOf) => ({ score: valuesOf(scoreOutput!)[0]! }) };

  const width = widths.get(source)!;
  const names = attributeNames(width, config, source, file, outputs.attributes !== undefined);
  if (outputs.gating !== undefined && widths.get(outputs.gating) !== width) {
    throw new RewardModelError(`Output "${outputs.gating}" of ${file} gives ${widths.get(outputs.gating)} numbers and "${source}" ${width}, so one cannot weigh the other: correct outputs.gating.`);
  }
  const weights = weightsOf(names, spec, file);
  if (!weights && scoreOutput === undefined && outputs.gating === undefined) {
    throw new RewardModelError(`${file} gives ${width} attributes (${names.join(", ")}): say how much each counts by attributes, such as [{"name": ${JSON.stringify(names[0])}, "weight": 1}], or which output is the score by outputs.score.`);
  }
  return {
    attributes: names,
    score: (valuesOf) => {
      const attributes = valuesOf(source).map(Math.fround);
      if (weights) return { score: dot(attributes, weights), attributes };
      if (scoreOutput !== undefined) return { score: valuesOf(scoreOutput)[0]!, attributes };
      return { score: dot(attributes, valuesOf(outputs.gating!)), attributes };
    },
  };
}

/** `id2label` of config.json. Of an output that was named as attributes, labels may be missing: a head of the model's own has none there. */
function attributeNames(width: number, config: Json, output: string, file: string, wasNamed: boolean): string[] {
  const labels = (config.id2label as Json | null | undefined) ?? {};
  const stated = Object.keys(labels).length;
  const fits = stated === width;
  if (width > MOST_ATTRIBUTES || (!fits && stated > 0 && !wasNamed)) {
    throw new RewardModelError(`Output "${output}" of ${file} gives ${width} numbers for a text where config.json has ${stated || "no"} labels: choose another output by outputs.attributes, or correct id2label.`);
  }
  const names = Array.from({ length: width }, (_, i) => (fits && typeof labels[String(i)] === "string" ? (labels[String(i)] as string) : `LABEL_${i}`));
  if (new Set(names).size < width) throw new RewardModelError(`id2label in config.json of ${file} gives two attributes the same name: correct it.`);
  return names;
}

/** A weight for each attribute; one that is not named weighs nothing. A label alone is a weight of one. */
function weightsOf(names: readonly string[], { attributes, label }: Pick<OnnxSpec, "attributes" | "label">, file: string): number[] | null {
  if (!attributes && label === undefined) return null;
  const given = attributes ?? [{ name: typeof label === "number" ? names[label] ?? String(label) : label!, weight: 1 }];
  const missing = given.filter(({ name }) => !names.includes(name)).map(({ name }) => JSON.stringify(name));
  if (missing.length > 0) throw new RewardModelError(`${file} has no attribute ${missing.join(", ")} (it has ${names.join(", ")}): correct ${attributes ? "attributes" : "label"}.`);
  return names.map((name) => given.find((entry) => entry.name === name)?.weight ?? 0);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
