import { createServer } from "node:http";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fitTemperature } from "@/lib/stats/fit-temperature";
import { startProduct, type Product } from "../support/product";
import { runCli } from "../support/run-cli";

let product: Product;
let folder: string;
const models = (...args: string[]) => runCli(["models", ...args], { TIDEMARK_URL: product.url, TIDEMARK_API_KEY: product.adminKey, TIDEMARK_DATA_DIR: path.join(folder, "data") });
const file = (name: string, rows: readonly unknown[]) => {
  const place = path.join(folder, name);
  writeFileSync(place, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return place;
};

/** Demo prompts with the handwritten reference against the worst checkpoint's text; every fifth pair is turned round, so that no model is right on all. */
function demoPairs(n: number) {
  const read = <T>(name: string) => readFileSync(path.resolve("demo", name), "utf8").trim().split("\n").map((line) => JSON.parse(line) as T);
  const references = new Map(read<{ key: string; completion: string }>("references/handwritten.jsonl").map((row) => [row.key, row.completion]));
  const broken = new Map(read<{ key: string; completion: string }>("runs/sft-too-hot/step-000100.jsonl").map((row) => [row.key, row.completion]));
  return read<{ key: string; prompt: string }>("prompt-set.jsonl").slice(0, n).map(({ key, prompt }, i) => {
    const [good, bad] = [references.get(key)!, broken.get(key)!];
    return i % 5 === 4 ? { prompt, chosen: bad, rejected: good, tag: "turned" } : { prompt, chosen: good, rejected: bad, tag: "straight" };
  });
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "tidemark-models-"));
  product = await startProduct();
  await product.startWorker();
}, 120_000);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const starter = ["--input", "text-pair", "--path", "starter"];

describe("models add, check and list", () => {
  test("add waits for the check, prints its report as a table and exits with 0", async () => {
    const { code, stdout, stderr } = await models("add", "first", ...starter, "--temperature", "2");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^check +outcome +detail\nload +pass /);
    expect(stdout).toMatch(/\ndeterminism +pass /);
    expect(stdout).toMatch(/\n"first" is ready: bradley-terry; fp32; at most 512 tokens; temperature 2; identity [0-9a-f]{12}; Detects broken text/);
    expect(code).toBe(0);
  });

  test("the same again finds it; the same name with other settings is refused in one line", async () => {
    const again = await models("add", "first", ...starter, "--temperature", "2", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ name: "first", status: "ready", temperature: 2 });
    expect(again.code).toBe(0);
    const other = await models("add", "first", ...starter, "--temperature", "3");
    expect(other.stderr).toMatch(/^tidemark: [^\n]*"first"[^\n]*temperature[^\n]*\n$/);
    expect(other.code).toBe(2);
  });

  test("a model that fails its check exits with 1 and says which file and what to do; check --again checks it anew", async () => {
    const added = await models("add", "nowhere", "--input", "chat", "--path", "not-there");
    if (added.code === 2) {
      expect(added.stderr).toMatch(/not-there/); // refused at once where the folder cannot be found
      return;
    }
    expect(added.stdout).toMatch(/\nload +fail +.*not-there/);
    expect(added.stdout).toMatch(/"nowhere" failed its check .* tidemark models check nowhere --again\n$/);
    expect(added.code).toBe(1);
    const again = await models("check", "nowhere", "--again", "--json");
    expect(JSON.parse(again.stdout)).toMatchObject({ name: "nowhere", status: "failed" });
    expect(again.code).toBe(1);
  });

  test("check prints the kept report; a name that is not there is said so", async () => {
    const known = await models("check", "first");
    expect(known.stdout).toMatch(/^check +outcome +detail\n/);
    expect(known.code).toBe(0);
    const unknown = await models("check", "nobody");
    expect(unknown.stderr).toMatch(/^tidemark: [^\n]*nobody[^\n]*\n$/);
    expect(unknown.code).toBe(2);
  });

  test("list shows every model with its place; --json gives the contract's objects", async () => {
    const { stdout } = await models("list");
    expect(stdout).toMatch(/^name +kind +input +status +warnings +precision +temperature +runs on\n/);
    expect(stdout).toMatch(/\nfirst +bradley-terry +text-pair +ready +\d+ +fp32 +2 +onnx starter\n/);
    const items = JSON.parse((await models("list", "--json")).stdout) as { name: string; conformance: unknown[] }[];
    expect(items.find(({ name }) => name === "first")!.conformance.length).toBeGreaterThan(5);
  });
});

describe("models calibrate and evaluate", () => {
  test("calibrate finds the temperature of the scores that the server gives, and the table holds every pair", async () => {
    const pairs = demoPairs(30);
    const place = file("pairs.jsonl", pairs);
    const margins: number[] = [];
    for (let at = 0; at < pairs.length; at += 15) {
      const items = pairs.slice(at, at + 15).flatMap(({ prompt, chosen, rejected }) => [{ prompt, completion: chosen }, { prompt, completion: rejected }]);
      const { body } = await product.call<{ items: { score: number }[] }>("POST", "/api/v1/reward-models/first/score", { body: { items } });
      for (let i = 0; i < body.items.length; i += 2) margins.push(body.items[i]!.score - body.items[i + 1]!.score);
    }
    const { stdout, code } = await models("calibrate", "first", "--pairs", place, "--json");
    const report = JSON.parse(stdout) as { current: number; fit: { kind: string; temperature: number }; after: { bins: { n: number }[] }; nFailed: number; command: { line: string } };
    expect(report.fit).toEqual(JSON.parse(JSON.stringify(fitTemperature(margins, 2))));
    expect(report.fit.kind).toBe("fitted");
    expect(report.current).toBe(2);
    expect(report.after.bins.reduce((n, bin) => n + bin.n, 0)).toBe(pairs.length);
    expect(code).toBe(0);

    const text = await models("calibrate", "first", "--pairs", place);
    expect(text.stdout).toMatch(/^30 pairs scored by first/);
    expect(text.stdout).toMatch(/\nTemperature +[\d.]+ \[[\d.]+, ([\d.]+|no upper bound)\] \(95 %, profile likelihood\)\n/);
    expect(text.stdout).toMatch(/\nconfidence +pairs +predicted +observed +95 % interval\n0\.50 to 0\.55 /);
    const [, command] = /\n {2}tidemark models (add first-t.*)\n/.exec(text.stdout)!;
    expect(`tidemark models ${command}`).toBe(report.command.line);
    const registered = await models(...command!.split(" "), "--json");
    expect(JSON.parse(registered.stdout)).toMatchObject({ status: "ready", temperature: Number(report.fit.temperature.toPrecision(4)), input: "text-pair" });
  });

  test("pairs that are all right give no temperature: it says why, and exits with 1", async () => {
    const prompt = "Why is the sky blue?";
    const place = file("easy.jsonl", [{ prompt, chosen: "Air scatters short waves of sunlight more than long ones, so the sky looks blue.", rejected: "sky sky sky sky sky blue blue sky sky sky sky" }]);
    const { code, stdout } = await models("calibrate", "first", "--pairs", place);
    expect(stdout).toMatch(/Temperature +unknown: Every pair is right \(separable\)/);
    expect(code).toBe(1);
  });

  test("evaluate counts by tag, with intervals and a control", async () => {
    const place = file("tagged.jsonl", demoPairs(30));
    const report = JSON.parse((await models("evaluate", "first", "--pairs", place, "--json")).stdout) as { all: { nPairs: number }; byTag: Record<string, { nPairs: number; accuracy: { value: number } }> };
    expect(report.all.nPairs).toBe(30);
    expect(report.byTag.straight).toMatchObject({ nPairs: 24 });
    expect(report.byTag.straight!.accuracy.value).toBeGreaterThan(report.byTag.turned!.accuracy.value);
    const { stdout, code } = await models("evaluate", "first", "--pairs", place);
    expect(stdout).toMatch(/\ntag +pairs +right +tied +wrong +accuracy \[95 %\] +longer text\nall pairs +30 /);
    expect(stdout).toMatch(/\ncontrol: longer text +30 /);
    expect(code).toBe(0);
  });

  test("evaluate reads RewardBench as it is, sets the control beside each subset, and writes a row for each pair", async () => {
    const place = file("reward-bench.jsonl", demoPairs(10).map(({ tag, ...pair }, id) => ({ ...pair, chosen_model: "a", rejected_model: "b", subset: tag, id })));
    const out = path.join(folder, "scores.csv");
    const report = JSON.parse((await models("evaluate", "first", "--pairs", place, "--out", out, "--json")).stdout) as { longerByTag: Record<string, { nPairs: number }>; byTag: Record<string, { nRight: number }> };
    expect(Object.keys(report.longerByTag)).toEqual(["straight", "turned"]);
    expect(report.longerByTag.turned).toMatchObject({ nPairs: 2 });
    const [header, ...rows] = readFileSync(out, "utf8").trim().split("\r\n").map((line) => line.split(","));
    expect(header).toEqual(["row", "id", "tag", "rewardModel", "margin", "outcome", "chosenLength", "rejectedLength"]);
    expect(rows.map(([row, id, tag]) => [row, id, tag]).slice(3, 5)).toEqual([["4", "3", "straight"], ["5", "4", "turned"]]);
    expect(rows.filter((cells) => cells[2] === "straight" && cells[5] === "right")).toHaveLength(report.byTag.straight!.nRight);
  });
});

test("a pairwise model behind a server is calibrated on its log-odds; pairs it cannot judge are counted, not guessed", async () => {
  const words = (text: string) => text.split(" ").length;
  const judge = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => { body += chunk.toString(); });
    request.on("end", () => {
      const { pairs } = JSON.parse(body) as { pairs: { completion: string; reference: string }[] };
      const probabilities = pairs.map(({ completion, reference }) => {
        if (completion === "unjudged") return null;
        const ab = 1 / (1 + Math.exp(-(words(completion) - words(reference)) / 2));
        return { ab, ba: ab };
      });
      response.setHeader("content-type", "application/json").end(JSON.stringify({ probabilities }));
    });
  });
  await new Promise<void>((resolve) => judge.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(judge.address() as AddressInfo).port}/judge`;
    const added = await models("add", "judge", "--kind", "pairwise", "--input", "text-pair", "--server", "http", "--url", url);
    expect(added.stdout).toMatch(/\nswap-symmetry +pass /);
    expect(added.code).toBe(0);
    const [long, short] = ["one two three four", "one two"];
    const rows = [[long, short], [long, short], [short, long], ["unjudged", short]].map(([chosen, rejected]) => ({ prompt: "Count.", chosen, rejected }));
    const { stdout, code } = await models("calibrate", "judge", "--pairs", file("judged.jsonl", rows), "--json");
    const report = JSON.parse(stdout) as { nFailed: number; fit: { temperature: number; nPairs: number } };
    expect(report.nFailed).toBe(1);
    expect(report.fit.nPairs).toBe(3);
    expect(report.fit.temperature).toBeCloseTo(1 / Math.log(2), 6); // margins 1, 1 and -1: two of three are right
    expect(code).toBe(0);
    const evaluated = await models("evaluate", "judge", "--pairs", file("judged.jsonl", rows));
    expect(evaluated.stdout).toMatch(/^3 pairs scored by judge; 1 left out, without a score \(1 [a-z-]+\)\.\n/);
    expect(evaluated.stdout).toMatch(/\nall pairs +3 +2 +0 +1 +0\.667 /);
  } finally {
    judge.closeAllConnections();
    judge.close();
  }
});

describe("what cannot be used is said in one line, before anything is sent", () => {
  test.each([
    [["add", "x", "--input", "chat"], /--path FOLDER .* --server TYPE/],
    [["add", "x", "--input", "chat", "--path", "a", "--url", "http://b"], /--url is for a model server/],
    [["add", "x", "--input", "chat", "--server", "tei"], /--url http/],
    [["add", "x", "--input", "chat", "--server", "tei", "--url", "ftp://a"], /url is an http or https address/],
    [["add", "x", "--input", "chat", "--server", "tei", "--url", "http://a", "--api-key-env", "HOME"], /--api-key-env: .*TIDEMARK_SECRET_/],
    [["add", "x", "--input", "chat", "--path", "a", "--attribute", "quality"], /--attribute is NAME=WEIGHT/],
    [["add", "x", "--input", "chat", "--path", "a", "--attribute", "quality=1"], /--attribute: weights of attributes are for absolute models/],
    [["add", "x", "--input", "chat", "--path", "a", "--temperature", "warm"], /--temperature is a number, not "warm"/],
    [["add", "two words", "--input", "chat", "--path", "a"], /name: use 1 to 100 letters/],
    [["calibrate", "x", "--pairs", "no-such-file"], /no-such-file cannot be read: there is no such file/],
  ])("%j", async (args, sentence) => {
    const { code, stderr } = await models(...args);
    expect(stderr).toMatch(/^tidemark: [^\n]+\n$/);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  test.each([
    [["{"], /line 1 is not JSON|Line 1 is not JSON/],
    [['{"prompt": "a", "chosen": "b", "rejected": "c"}', '{"prompt": "a", "chosen": "b"}'], /line 2: rejected is missing/],
    [['{"chosen": "b", "rejected": "c"}'], /line 1: give either prompt or messages/],
    [['{"messages": [{"role": "me", "content": "a"}], "chosen": "b", "rejected": "c"}'], /line 1: messages is a list of \{role, content\}/],
    [['{"prompt": "a", "chosen": [], "rejected": "c"}'], /line 1: chosen is not text/],
    [[], /holds no pair/],
  ])("pairs %j", async (lines, sentence) => {
    const place = path.join(folder, "bad.jsonl");
    writeFileSync(place, lines.join("\n"));
    const { code, stderr } = await models("evaluate", "first", "--pairs", place);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  test("help of every command has an example", async () => {
    for (const command of ["add", "check", "list", "calibrate", "evaluate"]) expect((await models(command, "--help")).stdout).toMatch(/Examples?:\n {2}\$ tidemark models/);
  });
});
