import { expect, test } from "vitest";
import { labelledPairs } from "@/lib/formats/labelled-pairs";
import { tableOf, type TableRow } from "@/lib/formats/table-of";

const rows = (...fields: Record<string, unknown>[]): TableRow[] => fields.map((own, i) => ({ at: `line ${i + 1}`, fields: own }));
const user = (content: string) => ({ role: "user" as const, content });
const assistant = (content: string) => ({ role: "assistant" as const, content });

test("RewardBench is read as it is: the subset is the tag, its id is kept", () => {
  expect(labelledPairs(rows({ prompt: "p", chosen: "good", chosen_model: "a", rejected: "bad", rejected_model: "b", subset: "alpacaeval-easy", id: 0 }))).toEqual([
    { prompt: "p", chosen: "good", rejected: "bad", tag: "alpacaeval-easy", id: "0" },
  ]);
  expect(labelledPairs(tableOf('id,prompt,chosen,rejected,subset\n1,p,"good, better",bad,refusals-offensive\n', "csv"))[0]).toMatchObject({ chosen: "good, better", tag: "refusals-offensive" });
});

test("conversations: a prompt of messages, or the beginning that chosen and rejected share", () => {
  expect(labelledPairs(rows({ prompt: [user("a"), assistant("b"), user("c")], chosen: "x", rejected: "y" }))[0]?.messages).toHaveLength(3);
  expect(labelledPairs(rows({ chosen: [user("a"), assistant("x")], rejected: [user("a"), assistant("y")] }))).toEqual([{ prompt: "a", chosen: "x", rejected: "y" }]);
});

test.each([
  [{ prompt: "p", chosen: "x" }, /^line 1: rejected is missing\. Each row is/], [{ chosen: "x", rejected: "y" }, /^line 1: give either prompt or messages/],
  [{ prompt: "p", messages: [user("p")], chosen: "x", rejected: "y" }, /^line 1: give either prompt or messages/], [{ prompt: "p", chosen: 3, rejected: "y" }, /^line 1: chosen is not text/],
  [{ chosen: [user("a"), assistant("x")], rejected: [user("b"), assistant("y")] }, /^line 1: give either prompt or messages/], [{ prompt: "p", chosen: "x", rejected: "y", subset: 3 }, /^line 1: tag is text/],
])("%j is refused, naming row, field and remedy", (fields, message) => expect(() => labelledPairs(rows(fields))).toThrow(message));
