import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseCsv } from "@/lib/formats/parse-csv";
import { startServedProduct, type ServedProduct } from "./served-product";

// Outputs, judgements and figures published with AlpacaEval 2.0 (CC BY-NC 4.0): no part of this repository. The folder holds leaderboard.csv, model_outputs/ and annotations/.
const folder = process.env.TIDEMARK_ALPACA_EVAL ?? path.resolve("../shared/data/alpaca_eval");
const absent = existsSync(path.join(folder, "model_outputs")) ? null : "the published outputs are not here: give their folder as TIDEMARK_ALPACA_EVAL";

let served: ServedProduct;
beforeAll(async () => { served = await startServedProduct(); }, 120_000);
afterAll(() => served?.stop());

const json = (stdout: string) => JSON.parse(stdout);
const folderOf = (name: string) => {
  const place = path.join(served.folder, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place);
  return place;
};
const outputs = (generator: string, texts: Record<string, string>) => JSON.stringify(Object.entries(texts).map(([instruction, output]) => ({ dataset: "d", instruction, output, generator })));
const readJson = (file: string) => JSON.parse(readFileSync(file, "utf8"));

describe("import alpaca-eval", () => {
  const texts = { "Why?": "Because.", "How?": "So." };
  let reference: string;
  beforeAll(() => { reference = served.file("reference.json", outputs("the reference", texts)); });
  const annotations = (generator: string, preference: number, more: object = {}) => Object.keys(texts).map((instruction) => ({ instruction, output_1: texts[instruction as "Why?"], generator_1: "the reference", output_2: `${generator} says`, generator_2: generator, annotator: "judge x", preference, ...more }));
  const place = (name: string) => {
    const dir = folderOf(name);
    for (const step of [100, 20]) writeFileSync(path.join(dir, `ckpt_${step}.json`), outputs(`m${step}`, { "Why?": `m${step} says`, "How?": `m${step} says` }));
    return dir;
  };

  test("makes prompts, references, judge and run; one file of annotations is parted by generator; again it changes nothing", async () => {
    const judged = served.file("judged.json", JSON.stringify([...annotations("m100", 1.75), ...annotations("m20", 1)]));
    const args = ["import", "alpaca-eval", place("one"), "--run", "imported/one", "--reference", reference, "--annotations", judged, "--prompt-set", "asked"];
    const { code, stdout, stderr } = await served.cli(...args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^step +generator +outputs +missing +win rate.*\n20 +m20 +2 +0 +new +0\.0000 .*\n100 +m100 +2 +0 +new +75\.0000 +0\.0000 +2 +0 +0 +2 +100\.0000\n/);
    const again = json((await served.cli(...args, "--json")).stdout);
    expect(again.checkpoints).toMatchObject([{ step: 20, known: true, judge: "judge-x" }, { step: 100, known: true, figures: { winRate: 0.75, nWins: 2 } }]);
    await served.settled(again.run);
    const { points } = (await served.product.call("GET", `/api/v1/runs/${again.run}/curve`)).body;
    expect(points).toMatchObject([{ step: 20, nLoss: 2 }, { step: 100, nWin: 2, nPrompts: 2 }]);
    expect(points[1].winProbability.value).toBeCloseTo(0.75, 7);
  });

  test.each([
    ["an output too few", { "Why?": "m1 says" }, annotations("m1", 2), /1 prompts have no output \("p-[0-9a-f]{16}"\)/],
    ["an unknown instruction", { "Why?": "m1 says", "How?": "m1 says", "What?": "x" }, annotations("m1", 2), /1 instructions are no prompt of the set \("What\?"\)/],
    ["a judgement of another text", { "Why?": "m1 says", "How?": "other" }, annotations("m1", 2), /1 of 2 annotations match no pair \(entry 2: output_2 is another text/],
    ["a judgement without preference", { "Why?": "m1 says", "How?": "m1 says" }, annotations("m1", 2).map((row, i) => (i === 0 ? { ...row, preference: null } : row)), /1 annotations hold no preference/],
    ["another model's judgement", { "Why?": "m1 says", "How?": "m1 says" }, [...annotations("m1", 2), ...annotations("m2", 2)], /2 rows of .*judged\.json judge m2, which is no checkpoint here/],
  ])("%s is named and nothing is sent; --allow-missing imports the rest and says what is left out", async (what, own, judged, sentence) => {
    const name = `imported/${what.replaceAll(/[^a-z]/g, "-")}`;
    const file = served.file("model_outputs.json", outputs("m1", own));
    const args = ["import", "alpaca-eval", file, "--step", "7", "--run", name, "--reference", reference, "--annotations", served.file("judged.json", JSON.stringify(judged)), "--prompt-set", "asked"];
    const refused = await served.cli(...args);
    expect(refused.stderr).toMatch(sentence);
    expect(refused.stderr).toMatch(/^tidemark: Nothing is imported[^\n]*--allow-missing[^\n]*\n$/);
    expect(refused.code).toBe(2);
    expect((await served.product.call("GET", `/api/v1/runs/${encodeURIComponent(name)}`)).status).toBe(404);
    const allowed = await served.cli(...args, "--allow-missing");
    expect(allowed.stderr).toMatch(new RegExp(`^(left out: [^\\n]*\\n)*left out: [^\\n]*${sentence.source}`));
    expect(allowed.code).toBe(0);
  });

  test.each([
    ["a name without a step", () => [served.file("outputs.json", outputs("m", texts))], /the name tells no step\. Give --step-pattern/],
    ["no reference and no prompt set", () => [served.file("o-1.json", outputs("m", texts)), "--prompt-set", "nobody"], /Give --reference FILE/],
    ["a file of something else", () => [served.file("o-2.json", '[{"key": "a", "completion": "b"}]')], /o-2\.json: entry 1: "instruction" is no text/],
    ["a preference that is none", () => [served.file("o-3.json", outputs("m", texts)), "--annotations", served.file("bad.csv", "prompt_index,preference\n0,7\n")], /bad\.csv: line 2: "preference" is "7"; it is a number from 1/],
    ["annotations that do not say who judged", () => [served.file("o-4.json", outputs("m", texts)), "--annotations", served.file("who.csv", "prompt_index,preference\n0,1\n")], /Give --judge NAME/],
  ])("%s ends with 2 and says what to do", async (_, args, sentence) => {
    const { code, stderr } = await served.cli("import", "alpaca-eval", "--run", "imported/never", ...args());
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });
});

describe.skipIf(absent !== null)(`published outputs and judgements${absent === null ? "" : ` (${absent})`}`, () => {
  const models = ["pythia-12b-mix-sft", "alpaca-7b_verbose", "vicuna-7b-v1.5", "claude-2.1", "FuseChat-Gemma-2-9B-Instruct"];

  test("five models as steps: win rate, standard error and counts are the leaderboard's, in the report, on the curve, and in what is exported again", async () => {
    const published = new Map(parseCsv(readFileSync(path.join(folder, "leaderboard.csv"), "utf8")).map(({ cells: [model = "", ...numbers] }) => [model, numbers.map(Number)]));
    const [own, judged] = [folderOf("outputs"), folderOf("judged")];
    models.forEach((model, i) => {
      symlinkSync(path.join(folder, "model_outputs", `${model}.json.gz`), path.join(own, `step-${100 * (i + 1)}.json.gz`));
      symlinkSync(path.join(folder, "annotations", `${model}.csv.gz`), path.join(judged, `step-${100 * (i + 1)}.csv.gz`));
    });
    const reference = path.join(folder, "model_outputs", "gpt4_1106_preview.json.gz");
    const { code, stdout, stderr } = await served.cli("import", "alpaca-eval", own, "--run", "imported/published", "--reference", reference, "--annotations", judged, "--judge", "gpt4-turbo", "--allow-missing", "--json");
    expect(stderr).toMatch(/^left out: .*step-200\.json\.gz: 3 prompts have no output[^\n]*\n$/);
    expect(code).toBe(0);
    const { run, checkpoints } = json(stdout);
    await served.settled(run);
    const { points } = (await served.product.call("GET", `/api/v1/runs/${run}/curve`)).body;
    expect(points).toHaveLength(5);
    for (const [i, model] of models.entries()) {
      const [winRate = NaN, standardError = NaN, nWins, nLosses, nDraws, nTotal, discrete = NaN] = published.get(model) ?? [];
      const { figures, generator } = checkpoints[i];
      expect(generator).toBe(model);
      expect(figures).toMatchObject({ nWins, nLosses, nDraws, nTotal, nWithout: 0 });
      for (const [actual, expected] of [[figures.winRate, winRate], [figures.standardError, standardError], [figures.discreteWinRate, discrete]]) expect(Math.abs(100 * actual - expected)).toBeLessThan(1e-12);
      expect(points[i]).toMatchObject({ nWin: nWins, nLoss: nLosses, nTie: nDraws, nMissing: 805 - nTotal!, nFailed: 0 });
      // Stored as float32 log-odds.
      expect(Math.abs(100 * points[i].winProbability.value - winRate)).toBeLessThan(1e-7);
    }

    const out = path.join(served.folder, "exported");
    const exported = json((await served.cli("export", "alpaca-eval", "imported/published", "--step", "500", "--out", out, "--json")).stdout);
    expect(exported).toMatchObject({ generator: models[4], reference: "gpt4_1106_preview", nOutputs: 805, nWins: 575, nLosses: 225, nDraws: 5 });
    expect(readJson(path.join(out, "reference_outputs.json"))).toHaveLength(805);
    const round = await served.cli("import", "alpaca-eval", path.join(out, "model_outputs.json"), "--step", "500", "--run", "imported/round", "--prompt-set", "alpaca-eval", "--reference", path.join(out, "reference_outputs.json"), "--annotations", path.join(out, "annotations.json"), "--json");
    expect(round.stderr).toBe("");
    expect(json(round.stdout).checkpoints[0].figures).toMatchObject({ nWins: 575, nLosses: 225, nDraws: 5, nTotal: 805 });
  }, 180_000);
});

describe("export", () => {
  let run: string;
  beforeAll(async () => {
    run = await served.createRun("exported");
    await served.register(run, 10, 0.2);
    await served.register(run, 20, 0.4);
    await served.product.call("POST", `/api/v1/runs/${run}/checkpoints`, { body: { step: 30, completions: served.keys.slice(0, 59).map((key, i) => ({ key, completion: i === 0 ? "=1+1" : `text ${i} [score ${i % 2 === 0 ? 0.5 : -0.5}]` })) } });
    await served.settled(run);
  }, 120_000);

  test("csv of the curve has a row a step with unrounded numbers and empty cells for what is not known", async () => {
    const [header, ...rows] = parseCsv((await served.cli("export", "csv", "exported")).stdout).map(({ cells }) => cells);
    const column = (name: string) => rows.map((cells) => cells[header!.indexOf(name)]);
    const { points } = (await served.product.call("GET", `/api/v1/runs/${run}/curve`)).body;
    expect(column("step")).toEqual(["10", "20", "30"]);
    expect(column("winRate").map(Number)).toEqual(points.map(({ winRate }: { winRate: { value: number } }) => winRate.value));
    expect(column("adjustedP")[0]).toBe("");
  });

  test("pairs of every step stream in order; a formula is neutralised in CSV and kept in JSON Lines", async () => {
    const out = path.join(served.folder, "pairs.csv");
    expect(await served.cli("export", "csv", "exported", "--what", "pairs", "--out", out)).toEqual({ code: 0, stdout: "", stderr: "" });
    const [header, ...rows] = parseCsv(readFileSync(out, "utf8")).map(({ cells }) => cells);
    expect(rows).toHaveLength(180);
    expect(new Set(rows.map((cells) => cells.length))).toEqual(new Set([header!.length]));
    const at = (name: string) => header!.indexOf(name);
    expect(rows[120]![at("completion")]).toBe("'=1+1");
    expect(rows[179]).toMatchObject({ [at("outcome")]: "missing", [at("completion")]: "" });
    const lines = (await served.cli("export", "jsonl", "exported", "--what", "pairs", "--step", "30")).stdout.trim().split("\n").map(json);
    expect(lines).toHaveLength(60);
    expect(lines[0]).toMatchObject({ step: 30, branch: "main", key: "p000", completion: "=1+1", outcome: expect.any(String) });
  });

  test("the verdict is one row; a reader that goes away is no error", async () => {
    const verdict = json((await served.cli("export", "jsonl", "exported", "--what", "verdict")).stdout);
    expect(verdict).toMatchObject({ verdict: "insufficient", nPending: 0 });
    expect(parseCsv((await served.cli("export", "csv", "exported", "--what", "verdict")).stdout)).toHaveLength(2);
  });

  test("a file that cannot be written is said in one line, and what stood there stays when an export fails", async () => {
    const nowhere = await served.cli("export", "csv", "exported", "--out", path.join(served.folder, "no", "such", "curve.csv"));
    expect(nowhere.stderr).toMatch(/^tidemark: .*curve\.csv cannot be written \(ENOENT\)\. Choose another place with --out\.\n$/);
    expect(nowhere.code).toBe(2);
    const kept = served.file("kept.csv", "before");
    expect((await served.cli("export", "csv", "exported", "--what", "pairs", "--step", "77", "--out", kept)).stderr).toMatch(/Step 77 has no scores on this curve; it has 10, 20, 30/);
    expect(readFileSync(kept, "utf8")).toBe("before");
    expect(statSync(served.folder).isDirectory()).toBe(true);
  });

  test("for alpaca_eval: what is left out is named and refused", async () => {
    const out = path.join(served.folder, "for-alpaca");
    const refused = await served.cli("export", "alpaca-eval", "exported", "--step", "30", "--out", out);
    expect(refused.stderr).toMatch(/^tidemark: Nothing is written: 1 prompts have no completion \("p059"\)/);
    expect(existsSync(out)).toBe(false);
    const { code, stderr } = await served.cli("export", "alpaca-eval", "exported", "--step", "30", "--out", out, "--binary", "--allow-missing");
    expect(stderr).toMatch(/^left out: 1 prompts have no completion/);
    expect(code).toBe(0);
    expect(readJson(path.join(out, "model_outputs.json"))).toHaveLength(59);
    expect(new Set(readJson(path.join(out, "annotations.json")).map(({ preference }: { preference: number }) => preference))).toEqual(new Set([1, 2]));
  });
});

test("files of other tools are registered as they are: the first row says the format, --format forces one", async () => {
  const prompts = served.file("trl.jsonl", ["a", "b"].map((prompt) => JSON.stringify({ prompt: [{ role: "user", content: prompt }] })).join("\n"));
  expect((await served.cli("prompts", "add", prompts, "--name", "from-trl")).stdout).toMatch(/has 2 prompts/);
  const answers = (text: string) => ["a", "b"].map((prompt) => JSON.stringify({ messages: [{ role: "user", content: prompt }, { role: "assistant", content: `${text} [score 0]` }] })).join("\n");
  expect((await served.cli("references", "add", "from-trl", served.file("refs.jsonl", answers("r")), "--name", "r")).stdout).toMatch(/has 2 completions/);
  await served.cli("runs", "create", "from-trl", "--prompt-set", "from-trl", "--reward-model", "served");
  const registered = await served.cli("register", "from-trl", served.file("out.jsonl", answers("c")), "--step", "1");
  expect(registered.stdout).toMatch(/^Step 1 is registered: 2 completions\./);
  const forced = await served.cli("register", "from-trl", served.file("out.jsonl", answers("c")), "--step", "2", "--format", "lm-eval");
  expect(forced.stderr).toMatch(/out\.jsonl: line 1: "doc_id" is missing; run lm_eval with --log_samples/);
  const parquet = await served.cli("register", "from-trl", served.file("out.parquet", "PAR1"), "--step", "2");
  expect(parquet.stderr).toMatch(/parquet is not read\. Write it as JSON Lines first/);
  await vi.waitFor(async () => expect((await served.product.call("GET", "/api/v1/runs/default%2Ffrom-trl")).body.nScored).toBe(1), { timeout: 30_000, interval: 200 });
});
