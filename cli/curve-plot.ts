import { plot } from "asciichart";

export interface PlottedPoint {
  step: number;
  /** Null values break the line. */
  estimate: { value: number; low: number; high: number } | null;
}

export interface CurvePlot {
  /** In step order. */
  points: readonly PlottedPoint[];
  /** Characters of the whole plot, its axis included. */
  width: number;
  /** Lines of the plot, without the axis of steps. */
  height: number;
  /** Label of the axis of values. */
  format: (value: number) => string;
  /** A level drawn across, where it lies within the plot. */
  parity: number | null;
  /** Steps that are marked on the line and below it, the later ones over the earlier. */
  marks: readonly { step: number; symbol: string; label: string }[];
  style: { line: (text: string) => string; band: (text: string) => string; mark: (text: string) => string };
}

interface Cell { text: string; kind: "plain" | "line" | "band" | "mark" }

/** The plot's first column: asciichart starts every line on its axis. */
const axisAt = 2;

/**
 * Draws estimates over steps: the line, the ends of their intervals, marks. Steps are to scale; between two checkpoints the line is straight,
 * where one has no value it is broken, and where several share a column the last one stands for them.
 * @returns lines of text, [] when no point has a value
 */
export function plotCurve({ points, width, height, format, parity, marks, style }: CurvePlot): string[] {
  const known = points.flatMap(({ estimate }) => (estimate ? [estimate] : []));
  const [firstStep, lastStep] = [points[0]?.step ?? 0, points.at(-1)?.step ?? 0];
  if (known.length === 0) return [];
  const low = Math.min(...known.map((e) => e.low)), high = Math.max(...known.map((e) => e.high));
  const pad = high > low ? 0 : Math.max(Math.abs(high) * 0.01, 0.01);
  const [min, max] = [low - pad, high + pad];
  const labels = [format(min), format(max), format((min + max) / 2)];
  const labelWidth = Math.max(...labels.map((label) => [...label].length));
  const nColumns = Math.max(2, width - labelWidth - axisAt);
  const columnOf = (step: number) => (lastStep === firstStep ? 0 : Math.round(((step - firstStep) / (lastStep - firstStep)) * (nColumns - 1)));
  const settings = { min, max, height: height - 1, offset: axisAt + 1, format: (value: number) => format(value).padStart(labelWidth) };
  const grid = (key: "value" | "low" | "high") => {
    const columns = spread(points, key, columnOf, nColumns);
    // asciichart cannot leave a column out: what it draws into and out of a gap is taken away again.
    let last = columns.find((value) => value !== null) ?? min;
    const lines = plot(columns.map((value) => (last = value ?? last)), settings).split("\n");
    const isGap = (column: number) => columns[column] === null || columns[column - 1] === null;
    return lines.map((line) => [...line].slice(labelWidth + 1).map((text, column) => (isGap(column) ? " " : text)));
  };
  const axis = plot([min, max], settings).split("\n").map((line) => [...line].slice(0, labelWidth + 1).join(""));
  const rows: Cell[][] = axis.map(() => Array.from({ length: nColumns }, () => ({ text: " ", kind: "plain" })));
  // As asciichart rounds.
  const rowsAbove = (value: number) => Math.round((value * (height - 1)) / (max - min));
  const rowOf = (value: number) => rows.length - 1 - (rowsAbove(value) - rowsAbove(min));
  const put = (row: number, column: number, text: string, kind: Cell["kind"]) => rows[row]?.[column] && (rows[row][column] = { text, kind });
  if (parity !== null && parity > min && parity < max) for (let i = 0; i < nColumns; i++) put(rowOf(parity), i, "┄", "band");
  for (const key of ["low", "high", "value"] as const) {
    grid(key).forEach((cells, row) => cells.forEach((text, i) => i > 0 && text !== " " && put(row, i, text, key === "value" ? "line" : "band")));
  }
  // A line that begins here has nothing that leads to it.
  points.forEach(({ step, estimate }, i) => estimate && (columnOf(step) === 0 || !points[i - 1]?.estimate) && put(rowOf(estimate.value), columnOf(step), "─", "line"));
  for (const { step, symbol } of marks) {
    const estimate = points.find((point) => point.step === step)?.estimate;
    if (estimate) put(rowOf(estimate.value), columnOf(step), symbol, "mark");
  }
  const painted = ({ text, kind }: Cell) => (kind === "plain" || text === " " ? text : style[kind](text));
  return [
    ...rows.map((cells, row) => `${axis[row]}┤${cells.map(painted).join("")}`.trimEnd()),
    `${" ".repeat(labelWidth + 2)}${stepAxis(firstStep, lastStep, nColumns)}`,
    ...marks.map(({ step, symbol, label }) => {
      const text = `${symbol} ${label}`;
      return `${" ".repeat(labelWidth + 2 + Math.max(0, Math.min(columnOf(step), nColumns - [...text].length)))}${style.mark(text)}`;
    }),
  ];
}

/** A value for each column: of the point there, else on the straight line between its neighbours; null in a gap. */
function spread(points: readonly PlottedPoint[], key: "value" | "low" | "high", columnOf: (step: number) => number, nColumns: number): (number | null)[] {
  const columns: (number | null)[] = Array.from({ length: nColumns }, () => null);
  points.forEach(({ step, estimate }, i) => {
    const at = columnOf(step);
    const before = points[i - 1];
    if (estimate && before?.estimate) {
      const from = columnOf(before.step);
      for (let column = from + 1; column < at; column++) {
        columns[column] = before.estimate[key] + ((estimate[key] - before.estimate[key]) * (column - from)) / (at - from);
      }
    }
    if (estimate) columns[at] = estimate[key];
  });
  return columns;
}

function stepAxis(first: number, last: number, nColumns: number): string {
  const [left, right] = [String(first), String(last)];
  return first === last || left.length + right.length + 1 > nColumns ? `step ${left}` : `${left}${"step".padStart(Math.floor((nColumns - 4) / 2) + 4 - left.length)}`.padEnd(nColumns - right.length) + right;
}
