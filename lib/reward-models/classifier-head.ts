import type { OnnxSpec } from "@/lib/contracts";
import { absoluteScore } from "./absolute-score";
import type { Json } from "./load-model-folder";
import type { OutputNames } from "./name-outputs";
import { probabilityToLogit, readOutput } from "./read-output";
import { RewardModelError } from "./reward-model-error";
import type { RunRows, Row } from "./run-rows";
import { unpadded } from "./run-rows";
import type { ScoreHead } from "./score-head";

const MOST_LABELS = 200;

/**
 * Reads a model that gives numbers for a whole text: one logit, a logit for each label, or attributes with a gate. What it gives is found out by running `probes`, two texts of different length.
 * @throws RewardModelError where the outputs are not [batch, labels] or the registration leaves a choice open
 */
export async function createClassifierHead(run: RunRows, probes: readonly [Row, Row], outputs: OutputNames, config: Json, spec: OnnxSpec, file: string): Promise<ScoreHead> {
  const names = [...new Set(Object.values(outputs).filter((name): name is string => name !== undefined))];
  const shapesOf = (row: Row): Promise<Map<string, readonly number[]>> => run([row], unpadded, names, (found) => new Map(names.map((name) => [name, found[name]!.dims])));
  const [first, second] = [await shapesOf(probes[0]), await shapesOf(probes[1])];
  const widths = new Map<string, number>();
  for (const name of names) {
    const [a, b] = [first.get(name)!, second.get(name)!];
    const role = Object.entries(outputs).find((entry) => entry[1] === name)![0];
    if (size(a) !== size(b)) throw new RewardModelError(`Output "${name}" of ${file} has a number for every token, not one for a text: choose another by outputs.${role}, or export with --task text-classification.`);
    if (a.length > 2 || (a.length > 0 && a[0] !== 1)) throw new RewardModelError(`Output "${name}" of ${file} has the shape [${a.join(", ")}] for one text where [1, labels] is wanted: choose another by outputs.${role}, or export with --task text-classification.`);
    widths.set(name, size(a));
  }
  const toScore = spec.scale === "probability" ? probabilityToLogit : Math.fround;
  if (spec.kind === "absolute") {
    const { attributes, score } = absoluteScore(outputs, widths, config, spec, file);
    return {
      outputNames: names, attributes,
      read: (found, lastTokens) => {
        const values = new Map(names.map((name) => [name, readOutput(found[name]!.type, found[name]!.data)]));
        return lastTokens.map((_, i) => {
          const result = score((name) => values.get(name)!.slice(i * widths.get(name)!, (i + 1) * widths.get(name)!));
          return { ...result, score: toScore(result.score) };
        });
      },
    };
  }
  const name = outputs.score!;
  const width = widths.get(name)!;
  const index = chooseLabel(width, config, spec, name, file);
  return {
    outputNames: [name], attributes: [],
    read: (found, lastTokens) => {
      const values = readOutput(found[name]!.type, found[name]!.data);
      return lastTokens.map((_, i) => ({ score: toScore(values[i * width + index]!) }));
    },
  };
}

/** One number a text is the score; of several, the registration must have chosen one. */
function chooseLabel(width: number, config: Json, spec: OnnxSpec, outputName: string, file: string): number {
  const labels = (config.id2label as Json | null | undefined) ?? {};
  const names = Array.from({ length: width }, (_, i) => String(labels[String(i)] ?? `LABEL_${i}`));
  const stated = Object.keys(labels).length;
  if (width > MOST_LABELS || (stated > 0 && stated !== width)) {
    throw new RewardModelError(`Output "${outputName}" of ${file} gives ${width} numbers for a text where config.json has ${stated || "no"} labels: choose another output by outputs.score, or export with --task text-classification.`);
  }
  const { label } = spec;
  if (label === undefined) {
    if (width === 1) return 0;
    throw new RewardModelError(`${file} gives ${width} labels (${names.join(", ")}): say which one is the score by label.`);
  }
  const index = typeof label === "number" ? label : names.indexOf(label);
  if (index < 0 || index >= width) throw new RewardModelError(`${file} has no label ${JSON.stringify(label)} (it has ${names.join(", ")}): correct label.`);
  return index;
}

function size(dims: readonly number[]): number {
  return dims.reduce((product, n) => product * n, 1);
}
