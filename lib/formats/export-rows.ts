import type { CurvePoint, Estimate, Pair, Verdict } from "@/lib/contracts";

/** A column of an export: its name, and its cell of one item. */
export type ExportColumn<T> = readonly [name: string, read: (item: T) => string | number | boolean | null];

const estimate = <T>(name: string, read: (item: T) => Estimate): ExportColumn<T>[] => [
  [name, (item) => read(item).value], [`${name}Low`, (item) => read(item).low], [`${name}High`, (item) => read(item).high],
];

/** @param attributes names of what an absolute model scores */
export function curveColumns(attributes: readonly string[]): ExportColumn<CurvePoint>[] {
  return [
    ["step", (p) => p.step], ["branch", (p) => p.branch], ["look", (p) => p.look], ["checkpointId", (p) => p.checkpointId], ["provisional", (p) => p.provisional], ["incomplete", (p) => p.incomplete],
    ...estimate<CurvePoint>("winRate", (p) => p.winRate), ...estimate<CurvePoint>("winProbability", (p) => p.winProbability), ...estimate<CurvePoint>("meanScore", (p) => p.meanScore),
    ["nPrompts", (p) => p.nPrompts], ["nWin", (p) => p.nWin], ["nTie", (p) => p.nTie], ["nLoss", (p) => p.nLoss], ["nFailed", (p) => p.nFailed], ["nMissing", (p) => p.nMissing],
    ["nReferenceFailed", (p) => p.nReferenceFailed], ["nTruncated", (p) => p.nTruncated], ["nPending", (p) => p.nPending], ["adjustedP", (p) => p.adjustedP], ["positionBias", (p) => p.positionBias ?? null],
    ["meanLength", (p) => p.meanLength], ["meanReferenceLength", (p) => p.meanReferenceLength],
    ["lengthControlledTanh", (p) => p.lengthControlledWinRate?.tanh ?? null], ["lengthControlledLinear", (p) => p.lengthControlledWinRate?.linear ?? null],
    ["identity", (p) => p.identity], ["registeredAt", (p) => p.registeredAt],
    ...attributes.flatMap((name) => estimate<CurvePoint>(`attribute ${name} `, (p) => p.attributes?.find((one) => one.name === name)?.mean ?? unknown)),
  ];
}
const unknown: Estimate = { value: null, low: null, high: null, reason: "no-attribute" };

/** A pair with the checkpoint it is of. */
export type ExportedPair = Pair & { step: number; branch: string };

/** A prompt of several messages is JSON; tags are separated by semicolons, as prompts are read. */
export function pairColumns(attributes: readonly string[]): ExportColumn<ExportedPair>[] {
  return [
    ["step", (p) => p.step], ["branch", (p) => p.branch], ["key", (p) => p.key], ["tags", (p) => p.tags.join(";")],
    ["prompt", (p) => p.prompt ?? JSON.stringify(p.messages ?? [])], ["reference", (p) => p.reference], ["completion", (p) => p.completion],
    ["referenceScore", (p) => p.referenceScore], ["score", (p) => p.score], ["margin", (p) => p.margin], ["probability", (p) => p.probability],
    ["probabilityAB", (p) => p.probabilityAB ?? null], ["probabilityBA", (p) => p.probabilityBA ?? null], ["outcome", (p) => p.outcome], ["error", (p) => p.error ?? null],
    ["cut", (p) => p.cut], ["referenceCut", (p) => p.referenceCut], ["finishReason", (p) => p.finishReason],
    ...attributes.flatMap((name): ExportColumn<ExportedPair>[] => {
      const find = (p: ExportedPair) => p.attributes?.find((one) => one.name === name);
      return [[`attribute ${name}`, (p) => find(p)?.value ?? null], [`attribute ${name} reference`, (p) => find(p)?.reference ?? null]];
    }),
  ];
}

/** Steps of a list are separated by spaces. */
export const verdictColumns: ExportColumn<Verdict>[] = [
  ["verdict", (v) => v.verdict], ["code", (v) => v.code], ["reason", (v) => v.reason], ["shouldStop", (v) => v.shouldStop], ["adjustedP", (v) => v.adjustedP],
  ["regressionStep", (v) => v.regression?.step ?? null], ["regressionKind", (v) => v.regression?.kind ?? null], ["drop", (v) => v.regression?.drop ?? null], ["dropLow", (v) => v.regression?.dropLow ?? null],
  ["smallestDetectableDrop", (v) => v.smallestDetectableDrop], ["metric", (v) => v.metric], ["errorLevel", (v) => v.errorLevel], ["nLooks", (v) => v.nLooks], ["nPending", (v) => v.nPending],
  ["best", (v) => v.best], ["keep", (v) => v.keep.join(" ")], ["safeToDelete", (v) => v.safeToDelete.join(" ")],
];
