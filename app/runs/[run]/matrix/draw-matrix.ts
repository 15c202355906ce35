import { formatStep } from "@/lib/chart/format";
import type { MatrixModel } from "@/lib/chart/prepare-matrix";
import type { Matrix } from "@/lib/contracts/comparisons";
import type { Colours, Token } from "../../../_charts/read-colours";
import { spelledOut } from "../../../_ui/spelled-out";

export interface MatrixLayout {
  /** Pixels of the names at the left and of the steps at the top. */
  left: number; top: number;
  cellWidth: number; cellHeight: number;
}
export type StepMark = { step: number; token: Token; words: string };

const font = '11px "Inter Variable", system-ui, sans-serif';
/** Height from which a row carries its key, and a cell its letter. */
export const namedHeight = 12;
const letteredHeight = 12, letteredWidth = 11;

/** Draws the part in sight: cells by one scaled copy, then names, steps, groups, marks and the cell that is read. */
export function drawMatrix(context: CanvasRenderingContext2D, { matrix, model, cells, layout, scroll, size, colours, marks, at }: {
  matrix: Matrix; model: MatrixModel; cells: HTMLCanvasElement; layout: MatrixLayout; scroll: { x: number; y: number }; size: { width: number; height: number };
  colours: Colours; marks: readonly StepMark[]; at: { row: number; column: number } | null;
}): void {
  const { left, top, cellWidth, cellHeight } = layout;
  const [nColumns, nRows] = [matrix.steps.length, model.rows.length];
  context.clearRect(0, 0, size.width, size.height);
  context.font = font;
  context.textBaseline = "middle";
  const x = (column: number) => left + column * cellWidth - scroll.x, y = (row: number) => top + row * cellHeight - scroll.y;
  const inSight = (from: number, step: number, room: number, n: number) => [Math.max(0, Math.floor(from / step)), Math.min(n, Math.ceil((from + room) / step))] as const;
  const [c0, c1] = inSight(scroll.x, cellWidth, size.width - left, nColumns), [r0, r1] = inSight(scroll.y, cellHeight, size.height - top, nRows);

  context.save();
  context.beginPath();
  context.rect(left, top, size.width - left, size.height - top);
  context.clip();
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, c0, r0, c1 - c0, r1 - r0, x(c0), y(r0), (c1 - c0) * cellWidth, (r1 - r0) * cellHeight);
  if (cellHeight >= letteredHeight && cellWidth >= letteredWidth) {
    context.fillStyle = colours.ink;
    context.textAlign = "center";
    for (let column = c0; column < c1; column++) for (let row = r0; row < r1; row++) context.fillText(matrix.outcomes[column]![model.rows[row]!]!, x(column) + cellWidth / 2, y(row) + cellHeight / 2 + 0.5);
  }
  context.lineWidth = 1;
  context.strokeStyle = colours["line-strong"];
  for (const { from } of model.groups) if (from > 0) line(context, left, y(from), Math.min(size.width, x(nColumns)), y(from));
  for (const { step, token } of marks) {
    const column = matrix.steps.findIndex((s) => s.step === step);
    if (column < 0) continue;
    context.strokeStyle = colours[token];
    context.lineWidth = 1;
    context.strokeRect(x(column) + 0.5, top - 1, cellWidth - 1, Math.min(size.height, y(nRows)) - top + 2);
    context.fillStyle = colours[token];
    context.fillRect(x(column), top, cellWidth, 3);
  }
  if (at) {
    context.strokeStyle = colours.ink;
    context.lineWidth = 2;
    context.strokeRect(x(at.column) - 1, y(at.row) - 1, cellWidth + 2, cellHeight + 2);
  }
  context.restore();

  context.fillStyle = colours.muted;
  context.textAlign = "right";
  if (model.groups.length > 0 && cellHeight < namedHeight) {
    for (const { name, from, to } of model.groups) if (to > r0 && from < r1 && (to - from) * cellHeight >= 11) context.fillText(fitted(context, name, left - 10), left - 6, Math.min(Math.max(y(from) + 7, top + 7), y(to) - 6));
  } else if (cellHeight >= namedHeight) {
    for (let row = r0; row < r1; row++) if (y(row) >= top - 1) context.fillText(fitted(context, matrix.prompts[model.rows[row]!]!.key, left - 10), left - 6, y(row) + cellHeight / 2);
  }
  context.textAlign = "center";
  let free = left;
  for (let column = c0; column < c1; column++) {
    const text = formatStep(matrix.steps[column]!.step);
    const half = context.measureText(text).width / 2, middle = x(column) + cellWidth / 2;
    const mark = marks.find(({ step }) => step === matrix.steps[column]!.step);
    if (middle - half < free || middle + half > size.width) continue;
    context.fillStyle = mark ? colours[mark.token] : colours.muted;
    context.fillText(text, middle, top - 9);
    free = middle + half + 8;
  }
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, Math.round(y0) + 0.5);
  context.lineTo(x1, Math.round(y1) + 0.5);
  context.stroke();
}

/** Hidden marks of a key or tag by name, so that they cannot turn what is written round. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  let shown = spelledOut(text).slice(0, 40);
  while (shown.length > 1 && context.measureText(shown).width > width) shown = `${shown.slice(0, -2)}…`;
  return shown;
}
