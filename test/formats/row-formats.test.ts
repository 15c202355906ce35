import { describe, expect, test } from "vitest";
import { completionsOf } from "@/lib/formats/completions-of";
import { derivedKey } from "@/lib/formats/derived-key";
import { promptsOf } from "@/lib/formats/prompts-of";
import { detectRowFormat } from "@/lib/formats/row-formats";
import type { TableRow } from "@/lib/formats/table-of";

const rows = (...fields: Record<string, unknown>[]): TableRow[] => fields.map((own, i) => ({ at: `line ${i + 1}`, fields: own }));
const user = (content: string) => ({ role: "user" as const, content });
const assistant = (content: string) => ({ role: "assistant" as const, content });

test.each([
  ["tidemark", { key: "a", completion: "x" }], ["tidemark", { key: "a", prompt: "x" }], ["tidemark", { id: 1, output: "x" }],
  ["trl", { prompt: "a", completion: "b" }], ["trl", { messages: [user("a"), assistant("b")] }],
  ["alpaca-eval", { instruction: "a", output: "b" }],
  ["lm-eval", { doc_id: 0, doc: {}, arguments: [["a", {}]], resps: [["b"]], filtered_resps: ["b"] }],
  ["lighteval", { doc: { query: "a" }, model_response: { text: ["b"] } }], ["lighteval", { full_prompt: "a", predictions: ["b"] }],
])("a first row tells the format %s", (format, fields) => expect(detectRowFormat(rows(fields))).toBe(format));

describe("TRL and datasets", () => {
  test("texts and lists of messages give the same key to the same prompt, in prompts and in completions", () => {
    const text = rows({ prompt: "Why?", completion: "Because." });
    const listed = rows({ prompt: [user("Why?")], completion: [assistant("Because.")] });
    const spoken = rows({ messages: [user("Why?"), assistant("Because.")] });
    const key = derivedKey([user("Why?")]);
    for (const form of [text, listed, spoken]) {
      expect(completionsOf(form)).toEqual([{ key, completion: "Because." }]);
      expect(promptsOf(form)).toEqual([{ key, prompt: "Why?" }]);
    }
  });

  test("a derived key depends on the prompt alone: not on place, file or completion", () => {
    // python3 -c 'import hashlib; print(hashlib.sha256(b"""[["user","Why?"]]""").hexdigest()[:16])'
    expect(derivedKey([user("Why?")])).toBe("p-8ebc0118da86957e");
    expect(derivedKey([user("Why?")])).not.toBe(derivedKey([{ role: "system", content: "Why?" }]));
  });

  test("a conversation keeps every turn before the last answer; older data sets' names of roles are known", () => {
    const [prompt] = promptsOf(rows({ messages: [{ from: "human", value: "a" }, { from: "gpt", value: "b" }, { from: "human", value: "c" }, { from: "gpt", value: "d" }] }));
    expect(prompt?.messages).toEqual([user("a"), assistant("b"), user("c")]);
  });

  test("the same prompt several times is several samples", () => {
    const two = rows({ prompt: "a", completion: "x" }, { prompt: "a", completion: "y" });
    expect(completionsOf(two).map(({ completion, sample }) => [completion, sample])).toEqual([["x", undefined], ["y", 1]]);
    expect(promptsOf(two)).toHaveLength(1);
  });

  test.each([
    [{ prompt: "a" }, /^line 1: there is a prompt but no completion/], [{ prompt: 7, completion: "x" }, /^line 1: "prompt" is neither text nor a list/],
    [{ prompt: "a", completion: 7 }, /^line 1: "completion" is neither text nor a list/], [{ messages: "a" }, /^line 1: "messages" is no list of \{role, content\}/],
  ])("%j is refused, naming row and field", (fields, message) => expect(() => completionsOf(rows(fields))).toThrow(message));
});

describe("lm-evaluation-harness", () => {
  const sample = (doc: number, resps: unknown, filter = "none") => ({ doc_id: doc, doc: {}, target: "", arguments: { gen_args_0: { arg_0: `Question ${doc}`, arg_1: { until: ["\n"] } } }, resps, filter });

  test("the raw answer is the completion, the document's number the key; a row for each filter of an answer is one answer", () => {
    const read = rows(sample(0, [["The answer is 4."]], "strict"), sample(0, [["The answer is 4."]], "flexible"), sample(1, [["5"]]));
    expect(completionsOf(read)).toEqual([{ key: "0", completion: "The answer is 4." }, { key: "1", completion: "5" }]);
    expect(promptsOf(read)).toEqual([{ key: "0", prompt: "Question 0" }, { key: "1", prompt: "Question 1" }]);
  });

  test("repeats are samples; older files hold arguments as a list; a chat's context is its messages", () => {
    expect(completionsOf(rows(sample(0, [["a", "b"]]))).map(({ sample: n }) => n)).toEqual([undefined, 1]);
    expect(promptsOf(rows({ doc_id: 3, arguments: [["Q", {}]], resps: [["a"]] }))).toEqual([{ key: "3", prompt: "Q" }]);
    const chat = JSON.stringify([{ role: "system", content: "s" }, user("Q")]);
    expect(promptsOf(rows({ doc_id: 3, arguments: [[chat, {}]], resps: [["a"]] }))[0]?.messages).toHaveLength(2);
  });

  test("a task by log-likelihood has no completion, and that is said", () => {
    expect(() => completionsOf(rows(sample(0, [[["-1.5", "False"]], [["-2.5", "True"]]])))).toThrow(/^line 1: "resps" holds no generated text; only tasks that generate/);
  });
});

test("lighteval's details are read in both forms, where they hold completions", () => {
  const now = completionsOf(rows({ doc: { id: "7", query: "Q" }, model_response: { text: ["A"] } }));
  expect(now).toEqual([{ key: "7", completion: "A" }]);
  expect(completionsOf(rows({ full_prompt: "Q", predictions: ["A"] }))).toEqual([{ key: derivedKey([user("Q")]), completion: "A" }]);
  expect(() => completionsOf(rows({ doc: { query: "Q" }, model_response: { text: [], logprobs: [-1] } }))).toThrow(/holds no generated text/);
});

test("alpaca_eval's outputs: an instruction that stands twice is refused, the dataset is a tag", () => {
  const read = rows({ instruction: "a", output: "x", dataset: "koala" }, { instruction: "b", output: "" });
  expect(completionsOf(read).map(({ completion }) => completion)).toEqual(["x", ""]);
  expect(promptsOf(read)[0]).toMatchObject({ prompt: "a", tags: ["koala"] });
  expect(() => completionsOf(rows({ instruction: "a", output: "x" }, { instruction: "a", output: "y" }))).toThrow(/^line 2: the same prompt stands at line 1/);
});

test("a format that is forced is kept to, and named columns mean our own", () => {
  expect(() => completionsOf(rows({ key: "a", completion: "x" }), {}, "lm-eval")).toThrow(/^line 1: "doc_id" is missing/);
  expect(completionsOf(rows({ instruction: "k", output: "x" }), { key: "instruction" })).toEqual([{ key: "k", completion: "x" }]);
});
