import { describe, expect, test } from "vitest";
import { formatCsv } from "@/lib/chart/format-csv";
import { parseCsv } from "@/lib/formats/parse-csv";
import { tableOf } from "@/lib/formats/table-of";

describe("reading CSV", () => {
  test("records keep the line they begin on, over a byte order mark, empty lines and cells of several lines", () => {
    expect(parseCsv('\uFEFFa,b\r\n\r\n"x\ny",2\n\n3,"q""q"\n"",\n')).toEqual([
      { line: 1, cells: ["a", "b"] }, { line: 3, cells: ["x\ny", "2"] }, { line: 6, cells: ["3", 'q"q'] }, { line: 7, cells: ["", ""] },
    ]);
    expect(parseCsv("")).toEqual([]);
  });

  test.each([
    ["a quote inside a cell", 'a,b\n1,x"y\n', /^Line 2 is not CSV: a double quote stands inside a cell/],
    ["text after a closed quote", 'a,b\n1,2\n"x"y,1\n', /^Line 3 is not CSV: text follows a closed double quote/],
    ["a quote that is never closed", 'a,b\n1,"open\nand\non', /^Line 2 is not CSV: a double quote is not closed/],
  ])("%s is named with its line and what to do", (_, text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
    expect(() => parseCsv(text)).toThrow(/write each quote twice/);
  });

  test("nothing is trimmed or converted, and a row of another length than the header is refused", () => {
    expect(tableOf("key,completion\n 007 ,1e3\n", "csv")).toEqual([{ at: "line 2", fields: { key: " 007 ", completion: "1e3" } }]);
    expect(() => tableOf("a,b\n1,2\n1\n", "csv")).toThrow(/^Line 3 has 1 cells, the header 2/);
  });

  test("what was written is read back", () => {
    const cells = ["plain", "two\nlines", 'with "quotes"', "comma, comma", "\u4f60\u597d \u2028", ""];
    expect(parseCsv(formatCsv(cells.map((_, i) => `c${i}`), [cells])).at(-1)?.cells).toEqual(cells);
  });
});
