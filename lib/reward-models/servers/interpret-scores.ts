import type { ServerSpec } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { probabilityToLogit } from "../read-output";
import type { ItemScore } from "../reward-model";
import type { RawScore } from "./adapter";
import { wrongShape } from "./read-shape";

/** How a server's numbers become a score. */
export interface Interpretation {
  /** Names of what an absolute model scores, in order; empty for others. */
  attributes: string[];
  /** @throws ServerError shape if this answer has other values than the one that the interpretation was made from */
  read(raw: RawScore): ItemScore;
}

const about = { nTokens: 0, cut: "none" as const };
const notFinite = (what: string, nTokens: number): ItemScore => ({ status: "failed", code: "not-finite", message: `the server answered ${what}, which is no score`, ...about, nTokens });

/**
 * Decides from one answer how the registration's scores are read: the one value, the class named by `label`, or the weighted sum of attributes.
 * @throws DomainError reward-model-failed if the registration leaves open which value is the score
 */
export function interpretScores(spec: ServerSpec, sample: RawScore): Interpretation {
  if (spec.kind === "pairwise") return { attributes: [], read: readPreference };
  if (sample.kind !== "values") throw wrongShape("scores");
  const names = sample.names ?? (spec.kind === "absolute" ? spec.attributes?.map(({ name }) => name) : undefined) ?? null;
  const nValues = sample.values.length;
  if (spec.attributes && names!.length !== nValues) {
    throw refuse(`The server answers ${nValues} values without names: register all ${nValues} attributes in the server's order, with weight 0 for those that do not count.`);
  }
  for (const { name } of spec.attributes ?? []) {
    if (!names!.includes(name)) throw refuse(`The server has no attribute "${name}"; it has ${names!.join(", ")}: correct attributes.`);
  }
  const attributes = spec.kind === "absolute" && names ? [...names] : [];
  const scalar = scalarOf(spec, sample, names);

  return {
    attributes,
    read(raw) {
      if (raw.kind === "failed") return { status: "failed", code: "inference-failed", message: raw.message, ...about };
      if (raw.kind !== "values" || raw.values.length !== nValues || (raw.score === undefined) !== (sample.score === undefined)) throw wrongShape(`${nValues} values an item, as at first`);
      const values = names && raw.names ? inOrder(names, raw.names, raw.values) : raw.values;
      const nTokens = raw.nTokens ?? 0;
      const score = scalar(values, raw.score);
      if (score === null) return notFinite("null or NaN", nTokens);
      if (!Number.isFinite(score)) return notFinite(`a value out of range (is scale: "${spec.scale ?? "logit"}" right?)`, nTokens);
      if (attributes.length === 0) return { status: "ok", score: Math.fround(score), ...about, nTokens };
      if (values.some((value) => value === null)) return notFinite(`null or NaN for ${names![values.indexOf(null)]}`, nTokens);
      return { status: "ok", score: Math.fround(score), attributes: values.map((value) => Math.fround(value!)), ...about, nTokens };
    },
  };
}

type Scalar = (values: readonly (number | null)[], score: number | null | undefined) => number | null;

function scalarOf(spec: ServerSpec, sample: Extract<RawScore, { kind: "values" }>, names: readonly string[] | null): Scalar {
  const scaled = (value: number | null): number | null => (value === null || spec.scale !== "probability" ? value : probabilityToLogit(value));
  if (spec.attributes) {
    const weights = names!.map((name) => spec.attributes!.find((attribute) => attribute.name === name)?.weight ?? 0);
    return (values) => values.reduce<number | null>((sum, value, i) => (weights[i] === 0 ? sum : sum === null || value === null ? null : sum + weights[i]! * value), 0);
  }
  if (sample.score !== undefined) return (_, score) => scaled(score ?? null);
  if (spec.label !== undefined) {
    const index = typeof spec.label === "number" ? spec.label : (names ?? []).indexOf(spec.label);
    if (index < 0 || index >= sample.values.length) throw refuse(`The server has no class ${JSON.stringify(spec.label)}; it answers ${names ? names.join(", ") : `${sample.values.length} values`}: correct label.`);
    return (values) => scaled(values[index]!);
  }
  if (sample.values.length === 1) return (values) => scaled(values[0]!);
  const found = names ? `${sample.values.length} values (${names.join(", ")})` : `${sample.values.length} values`;
  throw refuse(spec.kind === "absolute"
    ? `The server answers ${found}: register attributes with their weights, so that it is clear what the score is.`
    : `The server answers ${found}: register label, the class whose value is the score; none is guessed.`);
}

function inOrder(wanted: readonly string[], names: readonly string[], values: readonly (number | null)[]): (number | null)[] {
  return wanted.map((name) => {
    const at = names.indexOf(name);
    if (at < 0) throw wrongShape(`the attributes ${wanted.join(", ")}, as at first`);
    return values[at]!;
  });
}

function readPreference(raw: RawScore): ItemScore {
  if (raw.kind === "failed") return { status: "failed", code: "inference-failed", message: raw.message, ...about };
  if (raw.kind !== "preference") throw wrongShape("probabilities");
  const { ab, ba, nTokens = 0 } = raw;
  if (ab === null || ba === null) return notFinite("null or NaN", nTokens);
  if (!(ab >= 0 && ab <= 1 && ba >= 0 && ba <= 1)) return notFinite("a probability outside 0 to 1", nTokens);
  const probability = (ab + ba) / 2;
  return { status: "ok", score: probabilityToLogit(probability), preference: { probability, probabilityAB: ab, probabilityBA: ba }, ...about, nTokens };
}

function refuse(message: string): DomainError {
  return new DomainError("reward-model-failed", message);
}
