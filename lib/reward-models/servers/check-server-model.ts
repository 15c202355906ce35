import { conformanceChecks, type ConformanceCheck, type ServerSpec } from "@/lib/contracts";
import { fail, pass, skipped, warn, type Finding } from "../finding";
import { probeTexts } from "../probe-texts";
import type { GoldenScore, ItemScore, ScoreItem } from "../reward-model";
import { adapters } from "./adapters";
import { checkServerTruncation } from "./check-server-truncation";
import { compareRecorded } from "./compare-recorded";
import { judgePositionBias } from "../judge-position-bias";
import type { ServerModel } from "./server-model";

/** Servers compute in half precision and in batches of their own: up to here a difference is that, beyond it something is wrong. */
const NOISE = 0.1;
const EXACT = 1e-4;

/** The check texts; only pairwise models get the completion to compare with. */
function probeItems(spec: ServerSpec): ScoreItem[] {
  return spec.kind === "pairwise" ? [...probeTexts] : probeTexts.map(({ messages, completion }) => ({ messages, completion }));
}

/** Runs every check that can be made from outside a server. A check that breaks down counts as failed. @throws the signal's reason if aborted */
export async function checkServerModel(spec: ServerSpec, model: ServerModel, recorded: readonly GoldenScore[] | null, signal: AbortSignal): Promise<{ conformance: ConformanceCheck[]; recorded: GoldenScore[] }> {
  const items = probeItems(spec);
  const score = async (texts: readonly ScoreItem[]): Promise<ItemScore[]> => {
    const results = new Array<ItemScore>(texts.length);
    await model.score(texts, { signal, onResults: (batch) => { for (const { index, result } of batch) results[index] = result; } });
    return results;
  };
  const conformance: ConformanceCheck[] = [];
  let first: ItemScore[] | null = null;
  for (const check of conformanceChecks) {
    let finding: Finding;
    try {
      first ??= await score(items);
      finding = await checks[check]({ spec, model, items, first, recorded, score, signal });
    } catch (error) {
      signal.throwIfAborted();
      finding = fail(`the check could not be made: ${(error as Error).message}`);
    }
    conformance.push({ check, ...finding });
  }
  return { conformance, recorded: recordedFrom(items, first ?? []) };
}

interface Subject {
  spec: ServerSpec;
  model: ServerModel;
  items: ScoreItem[];
  first: ItemScore[];
  recorded: readonly GoldenScore[] | null;
  score(items: readonly ScoreItem[]): Promise<ItemScore[]>;
  signal: AbortSignal;
}

const checks: Record<ConformanceCheck["check"], (subject: Subject) => Finding | Promise<Finding>> = {
  load: ({ spec, model }) => {
    const warning = adapters[spec.backend.type].warning(spec);
    return warning ? warn(`${model.address} answers, but ${warning}`) : pass(`${model.address} answers as ${spec.backend.type} servers do`);
  },
  "batch-invariance": async ({ spec, model, items, signal }) => {
    if (adapters[spec.backend.type].mostItems(spec) === 1) return skipped("every text is a request of its own; what the server puts together cannot be seen");
    const alone: ItemScore[] = [];
    for (const item of items) alone.push((await model.scoreTogether([item], signal))[0]!);
    const worst = largestDifference(alone, await model.scoreTogether(items, signal));
    if (worst <= EXACT) return pass(`alone and in a batch of ${items.length} the scores agree to ${show(worst)}`);
    return worst <= NOISE ? warn(`in a batch of ${items.length} the scores change by up to ${show(worst)}, as much as half precision explains`)
      : fail(`in a batch of ${items.length} the scores change by up to ${show(worst)}: the server pads wrongly or has no padding token; correct it, or limit it to one text at a time`);
  },
  "padding-invariance": () => skipped("the server pads, not Tidemark; batch-invariance shows whether that changes scores"),
  "single-bos": () => skipped("the server makes the tokens, and does not show them"),
  "special-tokens": ({ spec }) => skipped(spec.template && spec.kind !== "pairwise" ? "the text is sent with its control tokens, so the server takes control strings in a completion for control tokens"
    : "the server makes the tokens; whether control strings in a text stay text cannot be seen"),
  truncation: ({ spec, model, score }) => checkServerTruncation(spec, model.loaded.maxTokens, score),
  "self-pair": async ({ spec, items, score }) => {
    const same = spec.kind === "pairwise" ? [{ ...items[0]!, reference: items[0]!.completion }] : [items[0]!, items[2]!, items[0]!];
    const results = await score(same);
    const scores = results.map(scoreOf);
    const probability = spec.kind === "pairwise" ? preferenceOf(results[0]!)?.probability ?? NaN : 1 / (1 + Math.exp(scores[0]! - scores[2]!));
    const away = Math.abs(probability - 0.5);
    if (away <= 1e-9) return pass("a completion against itself gives 0.5");
    return away <= NOISE / 4 ? warn(`a completion against itself gives ${show(probability)}, as near to 0.5 as half precision allows`)
      : fail(`a completion against itself gives ${show(probability)}, not 0.5`);
  },
  "swap-symmetry": async ({ spec, items, first, score }) => {
    if (spec.kind !== "pairwise") return skipped("applies to pairwise models");
    const there = first.map(preferenceOf);
    const back = (await score(items.map((item) => ({ ...item, completion: item.reference!, reference: item.completion })))).map(preferenceOf);
    const both = there.flatMap((preference, i) => (preference && back[i] ? [{ preference, swapped: back[i] }] : []));
    if (both.length === 0) return fail("no test text was answered in both orders");
    const worst = Math.max(...both.map(({ preference, swapped }) => Math.abs(preference.probability + swapped.probability - 1)));
    if (worst > NOISE / 4) return fail(`P(a over b) and P(b over a) miss 1 by up to ${show(worst)}: ab and ba are mixed up, or the server is not deterministic`);
    return judgePositionBias(both.map(({ preference }) => preference));
  },
  determinism: async ({ items, first, score }) => {
    const again = await score(items);
    const worst = largestDifference(first, again);
    if (worst === 0) return pass("the same scores twice, bit for bit");
    return worst <= NOISE ? warn(`the same texts got scores that differ by up to ${show(worst)}, as much as half precision explains`)
      : fail(`the same texts got scores that differ by ${show(worst)} the second time`);
  },
  "score-range": ({ spec, first }) => {
    const failed = first.filter((result) => result.status === "failed");
    if (failed.length > 0) return fail(`${failed.length} of ${first.length} test texts could not be scored: ${(failed[0] as { message: string }).message}`);
    const scores = first.map(scoreOf);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    if (high - low < 1e-6) return fail(`every test text got the same score (${show(low)}): the server does not read its input`);
    if (spec.kind !== "pairwise" && spec.scale !== "probability" && low >= 0 && high <= 1) {
      const sentence = `all test scores lie between 0 and 1 (${show(low)} to ${show(high)}), which looks like probabilities: register scale: "probability", or let the server answer raw scores`;
      return spec.kind === "bradley-terry" ? fail(sentence) : warn(sentence);
    }
    return pass(`test scores lie between ${show(low)} and ${show(high)}`);
  },
  "golden-scores": async ({ recorded, items, score }) => {
    if (!recorded || recorded.length === 0) return skipped(`no scores were recorded before; those of ${items.length} test texts are from now on`);
    const { worst, failed } = await compareRecorded(recorded, score);
    if (failed) return fail(`a recorded text can no longer be scored: ${failed}`);
    const detail = `${recorded.length} recorded texts, largest difference ${worst.toExponential(1)}`;
    if (worst <= 1e-3) return pass(detail);
    return worst <= NOISE ? warn(`${detail}, as much as half precision explains`) : fail(`${detail}: the server has another model, template or precision than when it was registered; restore it, or register it under another name`);
  },
  "precision-parity": () => skipped("the server does not say in which precision it computes"),
};

function recordedFrom(items: readonly ScoreItem[], results: readonly ItemScore[]): GoldenScore[] {
  return items.flatMap(({ messages, completion, reference }, i) => {
    const result = results[i];
    return result?.status === "ok" ? [{ prompt: messages[0]!.content, completion, ...(reference === undefined ? {} : { reference }), score: result.score }] : [];
  });
}

const scoreOf = (result: ItemScore): number => (result.status === "ok" ? result.score : NaN);
const preferenceOf = (result: ItemScore) => (result.status === "ok" ? result.preference : undefined);

/** Over items that were scored both times; one that was scored only once counts as an infinite difference. */
function largestDifference(a: readonly ItemScore[], b: readonly ItemScore[]): number {
  return Math.max(...a.map((result, i) => {
    const other = b[i]!;
    if (result.status !== other.status) return Infinity;
    return result.status === "ok" ? Math.abs(result.score - scoreOf(other)) : 0;
  }));
}

function show(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
