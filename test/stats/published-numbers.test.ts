import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { winRateEstimate } from "@/lib/stats/estimates";
import { winIndicator } from "@/lib/stats/win-indicator";

// Judgements and figures published with AlpacaEval 2.0 (CC BY-NC 4.0): no part of this repository. The folder holds leaderboard.csv and annotations/<model>.csv.gz.
const folder = process.env.TIDEMARK_ALPACA_EVAL ?? path.resolve("../shared/data/alpaca_eval");
const absent = existsSync(path.join(folder, "leaderboard.csv")) ? null : "the published judgements are not here: give their folder as TIDEMARK_ALPACA_EVAL";

const rowsOf = (text: string) => {
  const [head, ...lines] = text.trim().split(/\r?\n/).map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head!.map((name, i) => [name, cells[i]!])));
};
const models = absent === null ? rowsOf(readFileSync(path.join(folder, "leaderboard.csv"), "utf8")) : [];

/** [n] preferences less 1, in [0, 1]: how far the judge preferred the model's output to the reference's; .5 is a tie. */
function preferencesOf(model: string): Float64Array {
  const rows = rowsOf(gunzipSync(readFileSync(path.join(folder, "annotations", `${model}.csv.gz`))).toString("utf8"));
  return Float64Array.from(rows, ({ preference }) => Number(preference) - 1);
}
/** Judgements have ten decimals. The figures of this model agree as far as that allows; those of all others to the rounding of sums alone. */
const fromFinerJudgements = "NullModel";
const printed = (actual: number, text: string, model: string) => {
  const allowed = model === fromFinerJudgements ? 100 * 0.5e-10 : 2e-14 * Math.abs(Number(text));
  expect(Math.abs(actual - Number(text)), `${actual} against ${text}`).toBeLessThanOrEqual(allowed);
};

describe.skipIf(absent !== null)(`figures published for twelve models${absent === null ? "" : ` (${absent})`}`, () => {
  test("are there", () => expect(models).toHaveLength(12));

  test.each(models)("$model: win rate and its standard error, sd / sqrt(n) with n - 1, to the last printed digit", ({ model, win_rate, standard_error, n_total }) => {
    const mean = clusteredMean(preferencesOf(model!), null);
    expect(mean.n).toBe(Number(n_total));
    printed(100 * mean.mean, win_rate!, model!);
    printed(100 * mean.se, standard_error!, model!);
  });

  test.each(models)("$model: wins, losses, draws, and the rate of outcomes", ({ model, n_wins, n_wins_base, n_draws, n_total, discrete_win_rate }) => {
    const outcomes = Float64Array.from(preferencesOf(model!), (p) => winIndicator(p, 0.5)!);
    const count = (outcome: number) => outcomes.filter((w) => w === outcome).length;
    expect([count(1), count(0), count(0.5), outcomes.length]).toEqual([n_wins, n_wins_base, n_draws, n_total].map(Number));
    printed(100 * winRateEstimate(outcomes, Int32Array.from(outcomes, (_, i) => i)).value!, discrete_win_rate!, model!);
  });
});
