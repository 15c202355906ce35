import { Command } from "commander";
import { saveRewardModelCalibration } from "@/lib/contracts";
import { accuracy } from "@/lib/stats/accuracy";
import { fitTemperature } from "@/lib/stats/fit-temperature";
import { reliabilityTable, type ReliabilityTable } from "@/lib/stats/reliability-table";
import { sigmoid } from "@/lib/stats/sigmoid";
import { callApi } from "./api-client";
import { calibrationOf } from "./models-calibration";
import { connect } from "./connect";
import { formatTable } from "./format-table";
import { describeEstimate, describePairs } from "./models-describe-pairs";
import { readLabelledPairs } from "./read-labelled-pairs";
import { registrationCommand } from "./models-registration-command";
import { scorePairs } from "./models-score-pairs";

/** Why no temperature can be given, and what to do. */
const sentences = {
  "no-pairs": "No pair has a margin, so no temperature can be fitted.",
  "all-equal": "Every pair is a tie: this model does not tell these texts apart, so no temperature can be fitted.",
  separable: "Every pair is right (separable), so these pairs only say that the temperature is small, not which it is. Give harder pairs, or more of them: some must be wrong.",
  "no-better-than-chance": "On average the rejected text scores as high as the chosen one, or higher, so no temperature makes these scores a probability. Are chosen and rejected the right way round, and is this model meant for such texts?",
};

export function modelsCalibrateCommand(): Command {
  return new Command("calibrate")
    .argument("<name>", "name or id")
    .description("fit the temperature of a reward model by log loss on labelled pairs, and show whether its probabilities hold")
    .requiredOption("--pairs <file>", '.jsonl, .json or .csv: {"prompt" or "messages", "chosen", "rejected", "tag" or "subset"?}')
    .option("--save", "keep the result with the model, for its page; needs a key with the scope admin")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExamples:\n  $ tidemark models calibrate skywork-0.6b --pairs preferences.jsonl\n  $ tidemark models calibrate skywork-0.6b --pairs preferences.jsonl --save\n\nWin probability is sigmoid(margin / temperature). Pairs should be such as the runs will have; a few hundred give a useful interval.\nExit code: 0, or 1 when these pairs give no temperature.\n")
    .action(async (name: string, options: { pairs: string; save?: boolean; json?: boolean }) => {
      const pairs = readLabelledPairs(options.pairs);
      const api = connect();
      const scored = await scorePairs(api, name, pairs);
      const { model } = scored;
      const margins = scored.scored.map(({ margin }) => margin);
      const fit = fitTemperature(margins, model.temperature);
      const own = accuracy(scored.scored.map(({ outcome }) => outcome));
      const at = (temperature: number) => margins.map((margin) => sigmoid(margin / temperature));
      process.exitCode = fit.kind === "fitted" ? 0 : 1;
      const before = reliabilityTable(at(model.temperature));
      const after = fit.kind === "fitted" ? reliabilityTable(at(fit.temperature)) : null;
      const calibration = options.save ? calibrationOf(scored, fit, options.pairs) : null;
      if (calibration) await callApi(api, saveRewardModelCalibration, { params: { rewardModel: model.id }, body: calibration });
      const saved = calibration !== null;
      const command = fit.kind === "fitted" ? registrationCommand(model, fit.temperature) : null;
      if (options.json) {
        return void process.stdout.write(`${JSON.stringify({ rewardModel: model.name, nFailed: scored.nFailed, failed: scored.failed, nCut: scored.nCut, current: model.temperature, fit, accuracy: own, before, after, command, saved })}\n`);
      }
      const say = (line = "") => process.stdout.write(`${line}\n`);
      say(describePairs(scored));
      say(`Accuracy     ${describeEstimate(own.accuracy)}`);
      const sayWhereKept = () => options.save && say(saved ? `\nKept with ${model.name}: its page, ${new URL(`/models/${model.id}`, api.url).href}, shows this as a reliability diagram.` : "\nNothing is kept: no pair has a margin.");
      if (fit.kind !== "fitted" || after === null || command === null) {
        say(`Temperature  unknown: ${fit.kind === "unknown" ? sentences[fit.reason] : ""}`);
        return void sayWhereKept();
      }
      say(`Temperature  ${digits(fit.temperature)} [${digits(fit.low)}, ${fit.high === null ? "no upper bound" : digits(fit.high)}] (95 %, profile likelihood)`);
      say(`Log loss     ${fit.lossBefore.toFixed(4)} at ${digits(model.temperature)}, ${fit.lossAfter.toFixed(4)} at ${digits(fit.temperature)} (a coin has ${Math.LN2.toFixed(4)})`);
      say(`Calibration error  ${before.calibrationError?.toFixed(3)} before, ${after.calibrationError?.toFixed(3)} after\n`);
      process.stdout.write(formatTable(["confidence", "pairs", "predicted", "observed", "95 % interval"], toRows(after)));
      const saturated = at(fit.temperature).filter((p) => p < 0.05 || p > 0.95).length / margins.length;
      if (saturated > 0.8) say(`\n${Math.round(100 * saturated)} % of these probabilities lie outside 0.05 to 0.95: win probability will say little more than win rate.`);
      say(`\nFitted and shown on the same pairs. Register the model with it, under a name of its own:\n  ${command.line}`);
      if (command.note) say(`  ${command.note}`);
      sayWhereKept();
    });
}

const digits = (value: number): string => String(Number(value.toPrecision(4)));

function toRows({ bins }: ReliabilityTable): string[][] {
  const number = (value: number | null) => (value === null ? "" : value.toFixed(3));
  return bins.map((bin) => [`${bin.from.toFixed(2)} to ${bin.to.toFixed(2)}`, String(bin.n), number(bin.predicted), number(bin.observed), bin.interval ? `[${number(bin.interval.low)}, ${number(bin.interval.high)}]` : ""]);
}
