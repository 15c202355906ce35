import { expect, test } from "vitest";
import { formatCsv } from "@/lib/chart/format-csv";

test("commas, quotes and line ends are quoted, empty is null", () => {
  expect(formatCsv(["key", "text"], [["a,b", 'say "hi"'], ["two\nlines", null]])).toBe('key,text\r\n"a,b","say ""hi"""\r\n"two\nlines",\r\n');
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uFF1D1"])("text %j cannot run as a formula", (text) => {
  const cell = formatCsv(["x"], [[text]]).slice("x\r\n".length);
  expect(cell.replace(/^"/, "")[0]).toBe("'");
});

test("numbers are written unrounded, negative ones too, and never as NaN", () => {
  expect(formatCsv(["a", "b", "c"], [[-0.1, 1 / 3, NaN]])).toBe(`a,b,c\r\n-0.1,${1 / 3},\r\n`);
});

test("a torn row is refused", () => expect(() => formatCsv(["a", "b"], [["x"]])).toThrow(/row 1 has 1 cells, the header 2/));
