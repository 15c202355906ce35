import { expect, test } from "vitest";
import { DomainError } from "@/lib/errors";
import { formatJsonLines, parseJsonLines } from "@/lib/formats/jsonl";

test("values keep their line numbers over blank lines, a byte order mark and Windows line ends", () => {
  expect(parseJsonLines('\uFEFF{"a":1}\r\n\r\n  \n"b"\n')).toEqual([{ line: 1, value: { a: 1 } }, { line: 4, value: "b" }]);
  expect(parseJsonLines("")).toEqual([]);
});

test("a line that is not JSON is named", () => {
  expect(() => parseJsonLines('{"a":1}\n{"a":')).toThrow(DomainError);
  expect(() => parseJsonLines('{"a":1}\n{"a":')).toThrow(/^Line 2 is not JSON/);
});

test("what was written is read back, with line separators of Unicode left inside the text", () => {
  const values = [{ text: "a\nb\u2028c\u2029\r" }, null, 1.5, ["x"]];
  expect(parseJsonLines(formatJsonLines(values)).map(({ value }) => value)).toEqual(values);
  expect(formatJsonLines([])).toBe("");
});
