import { describe, expect, test } from "vitest";
import { orderBySimilarity } from "@/lib/chart/order-by-similarity";
import { prepareMatrix } from "@/lib/chart/prepare-matrix";
import type { Matrix } from "@/lib/contracts/comparisons";

/** @param rows one string a prompt, one letter a step */
const matrixOf = (rows: Record<string, { tags?: string[]; row: string }>): Matrix => {
  const entries = Object.entries(rows);
  const nSteps = entries[0]![1].row.length;
  return {
    steps: Array.from({ length: nSteps }, (_, i) => ({ step: (i + 1) * 100, checkpointId: `c${i}`, branch: "main" })),
    prompts: entries.map(([key, { tags = [] }]) => ({ key, tags })),
    outcomes: Array.from({ length: nSteps }, (_, i) => entries.map(([, { row }]) => row[i]).join("")),
  };
};
const matrix = matrixOf({
  steady: { tags: ["math"], row: "WWWW" }, late: { tags: ["code"], row: "WWWL" }, early: { tags: ["math"], row: "WLLL" }, never: { row: "LLTL" }, odd: { tags: ["code"], row: "WLFW" },
});
const keysOf = (order: Parameters<typeof prepareMatrix>[1]["order"], tag: string | null = null) => prepareMatrix(matrix, { order, tag }).rows.map((place) => matrix.prompts[place]!.key);

describe("the matrix of outcomes", () => {
  test("keeps the prompt set's order, or follows tags with those that have none at the end", () => {
    expect(keysOf("set")).toEqual(["steady", "late", "early", "never", "odd"]);
    expect(keysOf("tag")).toEqual(["late", "odd", "steady", "early", "never"]);
    expect(prepareMatrix(matrix, { order: "tag", tag: null }).groups).toEqual([{ name: "code", from: 0, to: 2 }, { name: "math", from: 2, to: 4 }, { name: "no tag", from: 4, to: 5 }]);
  });
  test("puts the prompts first that turned first, and those at the end that never did", () => {
    expect(keysOf("first-flip")).toEqual(["early", "odd", "late", "steady", "never"]);
  });
  test("counts outcomes and turns of what is shown only", () => {
    const model = prepareMatrix(matrix, { order: "set", tag: "code" });
    expect(model.counts).toEqual({ W: 5, T: 0, L: 2, F: 1, M: 0, R: 0, P: 0 });
    expect(model.flips).toEqual([1, 2]);
  });
});

describe("order by similarity", () => {
  test("brings rows together that run alike, whatever order they come in", () => {
    const falling = [1, 1, 1, 0, 0, 0], rising = [0, 0, 0, 1, 1, 1], dip = [1, 1, 0, 0, 1, 1];
    const order = orderBySimilarity([falling, rising, dip, falling, dip, rising, rising]);
    const kinds = order.map((i) => "frdfdrr"[i]);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toHaveLength(3);
    expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  test("leaves rows where they are when nothing tells them apart", () => expect(orderBySimilarity([[1, null], [1, 1], [null, 1], [1, 1]])).toEqual([0, 1, 2, 3]));
});
