import { conformanceChecks, type ConformanceCheck, type RewardModelSpec } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { checkGoldenScores } from "./check-golden-scores";
import { fail, pass, skipped, warn, type Finding } from "./finding";
import type { ModelUnderTest } from "./model-under-test";
import { overlongText, probeTexts } from "./probe-texts";
import type { ItemScore } from "./reward-model";

const BATCH_TOLERANCE = 1e-4;

/** The report of a model that could not be opened: `load` fails with the sentence, nothing else was tried. */
export function loadFailed(sentence: string): ConformanceCheck[] {
  return conformanceChecks.map((check) => ({ check, ...(check === "load" ? fail(sentence) : skipped("the model could not be loaded")) }));
}

/** Runs every check that applies to the model. A check that breaks down counts as failed; it never throws for a bad model. */
export async function checkRewardModel(spec: RewardModelSpec, model: ModelUnderTest): Promise<ConformanceCheck[]> {
  const first = await model.score(probeTexts);
  const report: ConformanceCheck[] = [];
  for (const check of conformanceChecks) {
    let finding: Finding;
    try {
      finding = await checks[check]({ spec, model, first });
    } catch (error) {
      if (error instanceof DomainError && error.code === "unavailable") throw error;
      finding = fail("the check could not be run on this model: look at the worker's log");
    }
    report.push({ check, ...finding });
  }
  return report;
}

interface Subject { spec: RewardModelSpec; model: ModelUnderTest; first: ItemScore[] }
type Check = (subject: Subject) => Finding | Promise<Finding>;

const checks: Record<ConformanceCheck["check"], Check> = {
  load: ({ model: { facts } }) => pass(["files, inputs, outputs and tokeniser are readable", ...facts.notes].join(". ").replace(/\.$/, "")),
  "batch-invariance": async ({ model }) => {
    const rows = await probeRows(model);
    const length = Math.min(...rows.map((row) => row.ids.length));
    const cut = rows.map((row) => ({ ids: row.ids.slice(0, length), types: row.types?.slice(0, length) ?? null }));
    const alone = await oneByOne(model, cut);
    let worst = 0;
    for (const size of [2, 3, 8]) {
      for (let at = 0; at + size <= cut.length; at += size) {
        const together = await model.scoreBatch(cut.slice(at, at + size), "right", 0);
        together.forEach((score, i) => { worst = Math.max(worst, Math.abs(score - alone[at + i]!)); });
      }
    }
    return worst <= BATCH_TOLERANCE ? pass(`alone and in batches of 2, 3 and 8 the scores agree to ${show(worst)}`)
      : warn(`in a batch the scores change by up to ${show(worst)}; Tidemark scores one text at a time, where this cannot happen`);
  },
  "padding-invariance": async ({ model }) => {
    const rows = await probeRows(model);
    const alone = await oneByOne(model, rows);
    const differences: string[] = [];
    for (const side of model.facts.isDecoder ? (["right", "left"] as const) : (["right"] as const)) {
      const padded = await model.scoreBatch(rows, side, 5);
      const worst = Math.max(...padded.map((score, i) => Math.abs(score - alone[i]!)));
      if (!(worst <= BATCH_TOLERANCE)) differences.push(`${show(worst)} on the ${side}`);
    }
    return differences.length === 0 ? pass("padding does not change the scores")
      : warn(`padding changes scores by up to ${differences.join(" and ")}: the export does not heed its mask; Tidemark pads nothing`);
  },
  "single-bos": async ({ spec, model: { facts, encode } }) => {
    const { bosId } = facts;
    if (bosId === null) return skipped("the tokeniser has no token that begins a text");
    const [row] = await encode(probeTexts.slice(0, 1));
    const count = row?.ids.filter((id) => id === bosId).length ?? 0;
    if (count === 1 && row!.ids[0] === bosId) return pass("a text begins with exactly one such token");
    if (count === 0) return spec.input === "chat" ? pass("the template begins a text without such a token") : warn("the tokeniser has a token that begins a text but does not put it there");
    return fail(`a text holds ${count} tokens that begin a text: correct the chat template, or register bos: true for exactly one`);
  },
  "special-tokens": async ({ model: { facts, encode } }) => {
    if (facts.specialTokens.length === 0) return skipped("the tokeniser has no control tokens");
    const control = new Set(facts.specialTokens.map((token) => token.id));
    const countIn = async (text: string): Promise<number> => {
      const [row] = await encode([{ messages: [{ role: "user", content: `Say ${text} please.` }], completion: `Here: ${text} and ${text}.` }]);
      return row ? row.ids.filter((id) => control.has(id)).length : NaN;
    };
    const plain = await countIn("word");
    for (const { content } of facts.specialTokens.slice(0, 16)) {
      if ((await countIn(content)) !== plain) return fail(`"${content}" in a text becomes a control token`);
    }
    return pass("control strings in a text stay text");
  },
  truncation: async ({ model: { facts, encode } }) => {
    const { maxTokens } = facts.loaded;
    const [whole, short] = await encode([overlongText(maxTokens * 2), { ...overlongText(1), messages: [{ role: "user", content: "start" }] }]);
    if (!whole || !short) return fail("a prompt that is too long could not be cut");
    const tail = Math.min(4, short.ids.length);
    const kept = whole.ids.slice(-tail).join() === short.ids.slice(-tail).join();
    if (whole.cut !== "prompt" || whole.ids.length > maxTokens || !kept) {
      return fail(`a prompt that is too long became ${whole.ids.length} tokens of ${maxTokens}, cut: ${whole.cut}: register a smaller maxTokens`);
    }
    return pass(`a prompt that is too long is cut on its left to ${maxTokens} tokens and counted; the completion is kept`);
  },
  "self-pair": async ({ model }) => {
    const scores = finite(await model.score([probeTexts[0]!, probeTexts[2]!, probeTexts[0]!]));
    const probability = 1 / (1 + Math.exp(scores[0]! - scores[2]!));
    return probability === 0.5 ? pass("a completion against itself gives exactly 0.5") : fail(`a completion against itself gives ${probability}, not 0.5`);
  },
  "swap-symmetry": () => skipped("applies to pairwise models"),
  determinism: async ({ model, first }) => {
    const again = await model.score(probeTexts);
    const same = again.every((result, i) => JSON.stringify(result) === JSON.stringify(first[i]));
    return same ? pass("the same scores twice, bit for bit") : fail("the same texts got other scores the second time");
  },
  "score-range": ({ spec, first }) => {
    const failed = first.filter((result) => result.status === "failed");
    if (failed.length > 0) return fail(`${failed.length} of ${first.length} test texts could not be scored: ${(failed[0] as { message: string }).message}`);
    const scores = finite(first);
    const [low, high] = [Math.min(...scores), Math.max(...scores)];
    if (high - low < 1e-6) return fail(`every test text got the same score (${show(low)}): the model does not read its input`);
    if (spec.scale !== "probability" && low >= 0 && high <= 1) {
      return fail(`all test scores lie between 0 and 1 (${show(low)} to ${show(high)}), which looks like probabilities: register scale: "probability", or export logits`);
    }
    return pass(`test scores lie between ${show(low)} and ${show(high)}`);
  },
  "golden-scores": ({ model }) => checkGoldenScores(model),
  "precision-parity": ({ model }) => model.facts.loaded.precision === "fp32" ? skipped("fp32 is what other precisions are compared with")
    : fail(`${model.facts.loaded.precision} may be used only after a comparison with fp32, which this version does not make: register the fp32 file`),
};

async function probeRows(model: ModelUnderTest): Promise<{ ids: number[]; types: number[] | null }[]> {
  return (await model.encode(probeTexts)).filter((row) => row !== null).map(({ ids, types }) => ({ ids, types }));
}

async function oneByOne(model: ModelUnderTest, rows: { ids: number[]; types: number[] | null }[]): Promise<number[]> {
  const scores: number[] = [];
  for (const row of rows) scores.push((await model.scoreBatch([row], "right", 0))[0]!);
  return scores;
}

function finite(results: readonly ItemScore[]): number[] {
  return results.map((result) => (result.status === "ok" ? result.score : NaN));
}

function show(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
