import type { Matrix } from "@/lib/contracts/comparisons";
import { orderBySimilarity } from "./order-by-similarity";

export const matrixOrders = ["set", "tag", "first-flip", "similarity"] as const;
export type MatrixOrder = (typeof matrixOrders)[number];

/** What a cell may be: win, tie, loss, failed, missing, reference failed, pending. */
export const outcomeLetters = ["W", "T", "L", "F", "M", "R", "P"] as const;
export type OutcomeLetter = (typeof outcomeLetters)[number];

export interface MatrixModel {
  /** Places of the prompts shown, in the order asked for. */
  rows: number[];
  /** Rows that belong together, under the name of their tag; [from, to) within `rows`. */
  groups: { name: string; from: number; to: number }[];
  /** How often each outcome occurs among the cells shown. */
  counts: Record<OutcomeLetter, number>;
  /** Of each row shown: turns from win to loss and back along the steps, ties and unknown cells passed over. */
  flips: number[];
}

/** Wins 1, ties one half, losses 0; null where there is no outcome. */
const value: Record<string, number | null> = { W: 1, T: 0.5, L: 0 };

/**
 * Orders the prompts of a matrix.
 * - set: the prompt set's order
 * - tag: by their first tag, in the prompt set's order within; prompts without one last
 * - first-flip: by the step of their first win that is followed by a loss; those that never turned last
 * - similarity: prompts whose outcomes run alike are neighbours (orderBySimilarity)
 * @param tag only prompts with this tag; null for all
 */
export function prepareMatrix(matrix: Matrix, { order, tag }: { order: MatrixOrder; tag: string | null }): MatrixModel {
  const shown = matrix.prompts.flatMap(({ tags }, place) => (tag === null || tags.includes(tag) ? [place] : []));
  const rows = ordered(matrix, shown, order);
  const counts = Object.fromEntries(outcomeLetters.map((letter) => [letter, 0])) as MatrixModel["counts"];
  for (const column of matrix.outcomes) for (const place of rows) counts[column[place] as OutcomeLetter] += 1;
  return { rows, groups: order === "tag" ? groupsOf(matrix, rows) : [], counts, flips: rows.map((place) => flipsOf(matrix, place)) };
}

function ordered(matrix: Matrix, shown: number[], order: MatrixOrder): number[] {
  if (order === "set") return shown;
  if (order === "similarity") return orderBySimilarity(shown.map((place) => matrix.outcomes.map((column) => value[column[place]!] ?? null))).map((i) => shown[i]!);
  if (order === "tag") {
    const tags = [...new Set(shown.map((place) => firstTag(matrix, place)))].sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
    return tags.flatMap((name) => shown.filter((place) => firstTag(matrix, place) === name));
  }
  return shown.map((place) => ({ place, at: firstFlip(matrix, place) })).sort((a, b) => a.at - b.at || a.place - b.place).map(({ place }) => place);
}

const firstTag = (matrix: Matrix, place: number) => matrix.prompts[place]!.tags[0] ?? "";

/** Index of the first step that is a loss after a win; infinity for a prompt that never turned so. */
function firstFlip(matrix: Matrix, place: number): number {
  let won = false;
  for (const [i, column] of matrix.outcomes.entries()) {
    if (column[place] === "W") won = true;
    else if (column[place] === "L" && won) return i;
  }
  return Number.MAX_SAFE_INTEGER;
}

function flipsOf(matrix: Matrix, place: number): number {
  let last = "", flips = 0;
  for (const column of matrix.outcomes) {
    const now = column[place]!;
    if (now !== "W" && now !== "L") continue;
    if (last !== "" && last !== now) flips += 1;
    last = now;
  }
  return flips;
}

function groupsOf(matrix: Matrix, rows: readonly number[]): MatrixModel["groups"] {
  const groups: MatrixModel["groups"] = [];
  rows.forEach((place, i) => {
    const name = firstTag(matrix, place) || "no tag";
    const last = groups.at(-1);
    if (last?.name === name) last.to = i + 1;
    else groups.push({ name, from: i, to: i + 1 });
  });
  return groups;
}
