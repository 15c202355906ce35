import { Command, Option } from "commander";
import { addRunReferenceSet, createPromptSet, createReferenceSet, createRewardModel, createRun, importPreferences, type PromptInput, type Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { matchOutputs, type AskedPrompt } from "@/lib/formats/match-alpaca-eval";
import { nameOf } from "@/lib/formats/name-of";
import type { Annotation, ModelOutput } from "@/lib/formats/alpaca-eval";
import { showControls } from "@/lib/formats/show-controls";
import { alpacaFigures } from "./alpaca-figures";
import { callApi, type Api } from "./api-client";
import { connect } from "./connect";
import { annotationsByStep, readOutputFiles, readOutputs } from "./import-files";
import { lookUp, planCheckpoints, promptsOfOutputs, type Known, type PlannedCheckpoint } from "./import-plan";
import { printImport, type Imported } from "./import-report";
import { parseStep } from "./parse-step";
import { runPage } from "./run-page";
import { sayLeftOut } from "./say-left-out";
import { sendCheckpoint, sendMs } from "./send-checkpoint";
import { parseStepPattern } from "./watch-step-of-name";

interface Options {
  run: string; reference?: string; referenceName?: string; promptSet: string; step?: number; stepPattern?: RegExp; annotations?: string; judge?: string;
  rewardModel: string[]; branch: string; allowMissing?: boolean; json?: boolean;
}

export function importAlpacaEvalCommand(): Command {
  return new Command("alpaca-eval")
    .argument("<outputs>", "model_outputs.json of one checkpoint, or a folder of such files")
    .description("import alpaca_eval's model outputs as checkpoints, and annotations as a judge's preferences")
    .requiredOption("--run <run>", "project/name; made where it does not exist")
    .option("--reference <file>", "the reference's model_outputs.json; its instructions become the prompt set")
    .option("--reference-name <name>", "name of the reference set (default: the reference's generator)")
    .option("--prompt-set <name>", "name of the prompt set, made where it does not exist", "alpaca-eval")
    .addOption(new Option("--step <n>", "step of a single file").argParser(parseStep))
    .addOption(new Option("--step-pattern <regex>", "regular expression with the step in parentheses (default: the last number in the file's name)").argParser(parseStepPattern))
    .option("--annotations <place>", "annotations.json or .csv, or a folder of them with the names of the outputs")
    .option("--judge <name>", "name of the reward model that the preferences are kept under (default: the file's annotator)")
    .addOption(new Option("--reward-model <name>", "a reward model of the new run that scores the outputs; may be repeated").default([]).argParser((name: string, before: string[]) => [...before, name]))
    .option("--branch <name>", "branch of the run", "main")
    .option("--allow-missing", "import although something does not match; what is left out is said")
    .option("--json", "as JSON")
    .addHelpText("after", `
Examples:
  $ tidemark import alpaca-eval outputs/ --run chat/dpo --reference gpt4_1106_preview.json --reward-model starter
  $ tidemark import alpaca-eval outputs/ --run chat/dpo --reference gpt4.json --annotations annotations/ --judge gpt4-turbo
  $ tidemark import alpaca-eval model_outputs.json --run chat/dpo --step 400 --annotations annotations.json

Outputs are matched with prompts by their instruction; a new prompt's key is p- and a hash of it. A preference p in [1, 2] becomes the
probability p - 1 that the checkpoint is better: nobody is asked again, and win probability is alpaca_eval's win rate.
Files may end in .json, .jsonl or .csv, and .gz. Importing the same again changes nothing.
Exit code 2, and nothing sent, where something does not match; --allow-missing imports the rest.
`)
    .action(async (place: string, options: Options) => {
      const files = readOutputFiles(place, { step: options.step, pattern: options.stepPattern ?? null });
      const references = options.reference === undefined ? null : readOutputs(options.reference);
      const judged = options.annotations === undefined ? null : annotationsByStep(options.annotations, files);
      const judge = judged && judgeOf(options, judged.found);
      const api = connect();
      const known = await lookUp(api, options.run, options.promptSet);
      const toMake = known.prompts ? [] : promptsToMake(references);
      const prompts = known.prompts ?? toMake.map(({ key, prompt }) => ({ key, instruction: prompt ?? "" }));
      const plan = planCheckpoints(files, prompts, references, judged?.found ?? null);
      const differences = [...(judged?.left ?? []), ...(known.nOther > 0 ? [`${known.nOther} prompts of the set are conversations, which alpaca_eval has not`] : []), ...plan.differences];
      sayLeftOut(differences, options.allowMissing ? null : (left) => `Nothing is imported, since not all matches: ${left}. Mend the files, or add --allow-missing to import the rest.`);

      const { run, referenceSet } = await prepareRun(api, options, { known, toMake, prompts, references, judge });
      const imported: Imported[] = [];
      for (const checkpoint of plan.checkpoints) imported.push(await send(api, run, checkpoint, { ...options, referenceSet }, judge));
      printImport(run, runPage(api, run), imported, options.json === true);
    });
}

function promptsToMake(references: readonly ModelOutput[] | null) {
  if (!references) throw new ConfigError("Neither the run nor the prompt set exists yet. Give --reference FILE: its instructions become the prompts, its outputs the references.");
  return promptsOfOutputs(references);
}

interface Judge { name: string; source: string | undefined }

function judgeOf({ judge }: Options, annotations: ReadonlyMap<number, readonly Annotation[]>): Judge {
  const sources = new Set([...annotations.values()].flatMap((rows) => rows.map(({ annotator }) => annotator)).filter((one) => one !== null));
  if (sources.size > 1) throw new ConfigError(`The annotations come from ${sources.size} judges (${[...sources].slice(0, 4).map(showControls).join(", ")}). Import those of one at a time.`);
  const [source] = sources;
  const name = judge ?? (source === undefined ? null : nameOf(source));
  if (name === null) throw new ConfigError("The annotations do not say who judged. Give --judge NAME.");
  return { name, source };
}

interface Needed { known: Known; /** Of a prompt set that does not exist yet. */ toMake: readonly PromptInput[]; prompts: readonly AskedPrompt[]; references: readonly ModelOutput[] | null; judge: Judge | null }

/** Makes what does not exist yet: prompts, references, the judge, the run. Each call finds what an earlier import made. */
async function prepareRun(api: Api, options: Options, { known, toMake, prompts, references, judge }: Needed): Promise<{ run: Run; referenceSet: string | undefined }> {
  if (judge) await callApi(api, createRewardModel, { body: { name: judge.name, kind: "pairwise", input: "text-pair", backend: { type: "imported", ...(judge.source !== undefined && { source: judge.source.slice(0, 500) }) } } });
  const promptSet = known.run?.promptSet.id ?? options.promptSet;
  if (!known.prompts) await callApi(api, createPromptSet, { body: { name: options.promptSet, prompts: toMake }, timeoutMs: sendMs });
  const referenceSet = references ? await addReferences(api, promptSet, options, prompts, references) : undefined;
  if (known.run) {
    if (judge && !known.run.rewardModels.some(({ name }) => name === judge.name)) throw new ConfigError(`The run ${known.run.project}/${known.run.name} was made without the judge "${judge.name}", and a run keeps its reward models. Import into a new run with --run.`);
    if (referenceSet && !known.run.referenceSets.some(({ id }) => id === referenceSet)) await callApi(api, addRunReferenceSet, { params: { run: known.run.id }, body: { referenceSet } });
    return { run: known.run, referenceSet };
  }
  const [, project, name = options.run] = /^([^/]*)\/(.*)$/s.exec(options.run) ?? [];
  const rewardModels = [...(judge ? [judge.name] : []), ...options.rewardModel].map((id) => ({ id }));
  const body = { project, name, promptSet, ...(referenceSet !== undefined && { referenceSets: [referenceSet] }), ...(rewardModels.length > 0 && { rewardModels }) };
  return { run: (await callApi(api, createRun, { body })).data, referenceSet };
}

async function addReferences(api: Api, promptSet: string, options: Options, prompts: readonly AskedPrompt[], references: readonly ModelOutput[]): Promise<string> {
  const generator = references[0]?.generator ?? null;
  const name = options.referenceName ?? (generator === null ? null : nameOf(generator)) ?? "reference";
  const { completions } = matchOutputs(references, prompts);
  return (await callApi(api, createReferenceSet, { params: { promptSet }, body: { name, completions }, timeoutMs: sendMs })).data.id;
}

async function send(api: Api, run: Run, planned: PlannedCheckpoint, { branch, allowMissing, referenceSet }: Options & { referenceSet: string | undefined }, judge: Judge | null): Promise<Imported> {
  const { step, completions, preferences, generator, file } = planned;
  const { checkpoint, known } = await sendCheckpoint(api, run, { step, branch, completions, metadata: { source: "alpaca_eval", ...(generator !== null && { generator }) } }, "reject");
  const base = { step, file, generator, known, nCompletions: completions.length, nMissing: checkpoint.nMissing };
  if (!preferences || !judge) return { ...base, judge: null, figures: null };
  const body = { step, branch, rewardModel: judge.name, referenceSet, preferences, allowMissing: allowMissing === true };
  await callApi(api, importPreferences, { params: { run: run.id }, body, timeoutMs: sendMs });
  return { ...base, judge: judge.name, figures: alpacaFigures(preferences) };
}
