"use client";

import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import { outcomeWords } from "@/lib/chart/outcome-words";
import type { MatrixModel, OutcomeLetter } from "@/lib/chart/prepare-matrix";
import type { Matrix } from "@/lib/contracts/comparisons";
import { readColours } from "../../../_charts/read-colours";
import { useThemeChanges } from "../../../_charts/use-theme-changes";
import { VisibleLine } from "../../../_ui/visible-line";
import { cellsImage } from "./cells-image";
import { type StepMark, drawMatrix, namedHeight } from "./draw-matrix";

type Cell = { row: number; column: number };
const top = 24;
const between = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Prompts down, steps across. The pointer or the arrow keys read a cell; click or Enter opens its pair. */
export function MatrixCanvas({ matrix, model, marks, cellHeight, onOpen }: {
  matrix: Matrix; model: MatrixModel; marks: readonly StepMark[]; cellHeight: number | null; onOpen: (key: string, step: number, branch: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const theme = useThemeChanges();
  const [at, setAt] = useState<Cell | null>(null);
  const help = useId();
  const [nColumns, nRows] = [matrix.steps.length, model.rows.length];
  const layout = useMemo(() => {
    const height = cellHeight ?? between((size.height - top) / nRows, 2, 18);
    // Rows too low for a name, in no group, leave nothing to be written at the left.
    const left = height < namedHeight && model.groups.length === 0 ? 16 : size.width < 600 ? 72 : 132;
    return { left, top, cellWidth: between(Math.floor((size.width - left) / nColumns), 3, 200), cellHeight: height };
  }, [size, nColumns, nRows, cellHeight, model.groups.length]);

  useEffect(() => {
    const watched = box.current!;
    const observer = new ResizeObserver(() => setSize({ width: watched.clientWidth, height: watched.clientHeight }));
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);

  const picture = useMemo(() => {
    if (size.width === 0 || !box.current) return null;
    const colours = readColours(box.current);
    return { colours, cells: cellsImage(matrix, model, colours), theme };
  }, [matrix, model, size.width === 0, theme]);

  const draw = useCallback(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !picture || !box.current) return;
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
    if (canvas.current!.width !== width || canvas.current!.height !== height) { canvas.current!.width = width; canvas.current!.height = height; }
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawMatrix(context, { matrix, model, layout, size, at, marks, ...picture, scroll: { x: box.current.scrollLeft, y: box.current.scrollTop } });
  }, [matrix, model, layout, size, at, marks, picture]);
  useEffect(() => {
    const frame = requestAnimationFrame(draw);
    const watched = box.current!;
    let pending = 0;
    const scrolled = () => { cancelAnimationFrame(pending); pending = requestAnimationFrame(draw); };
    watched.addEventListener("scroll", scrolled, { passive: true });
    return () => { cancelAnimationFrame(frame); cancelAnimationFrame(pending); watched.removeEventListener("scroll", scrolled); };
  }, [draw]);

  const cellOf = (event: PointerEvent): Cell | null => {
    const rect = box.current!.getBoundingClientRect();
    const column = Math.floor((event.clientX - rect.left + box.current!.scrollLeft - layout.left) / layout.cellWidth);
    const row = Math.floor((event.clientY - rect.top + box.current!.scrollTop - top) / layout.cellHeight);
    const hidden = event.clientX - rect.left < layout.left || event.clientY - rect.top < top;
    return hidden || column < 0 || column >= nColumns || row < 0 || row >= nRows ? null : { row, column };
  };
  const move = (event: PointerEvent) => {
    const next = cellOf(event);
    if (next?.row !== at?.row || next?.column !== at?.column) setAt(next);
  };
  const openAt = (cell: Cell | null) => cell && onOpen(matrix.prompts[model.rows[cell.row]!]!.key, matrix.steps[cell.column]!.step, matrix.steps[cell.column]!.branch);
  const keys = (event: KeyboardEvent) => {
    const delta = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-20, 0], PageDown: [20, 0] }[event.key];
    if (event.key === "Enter") openAt(at);
    if (event.key === "Escape") setAt(null);
    if (!delta) return;
    event.preventDefault();
    const next = at ? { row: between(at.row + delta[0]!, 0, nRows - 1), column: between(at.column + delta[1]!, 0, nColumns - 1) } : { row: 0, column: 0 };
    const view = box.current!;
    view.scrollTop = between(view.scrollTop, next.row * layout.cellHeight - size.height + top + 2 * layout.cellHeight, next.row * layout.cellHeight);
    view.scrollLeft = between(view.scrollLeft, next.column * layout.cellWidth - size.width + layout.left + 2 * layout.cellWidth, next.column * layout.cellWidth);
    setAt(next);
  };
  const read = at && matrix.steps[at.column] && matrix.prompts[model.rows[at.row]!] ? { prompt: matrix.prompts[model.rows[at.row]!]!, step: matrix.steps[at.column]!, letter: matrix.outcomes[at.column]![model.rows[at.row]!] as OutcomeLetter, mark: marks.find(({ step }) => step === matrix.steps[at.column]!.step) } : null;
  return (
    <section className="panel" aria-label="Matrix">
      <p className="flex h-9 items-center gap-2 overflow-hidden border-b border-line px-4 text-13 whitespace-nowrap" role="status">
        {read ? <><span className="font-medium">step {formatStep(read.step.step)}</span>{read.mark && <span className={read.mark.token === "best" ? "text-best" : "text-regressed"}>{read.mark.words}</span>}<VisibleLine text={read.prompt.key} end={60} /><span className={read.letter === "W" ? "text-healthy" : read.letter === "L" ? "text-regressed" : "text-unknown"}>{outcomeWords[read.letter]}</span><span className="truncate text-muted"><VisibleLine text={read.prompt.tags.join(", ")} /></span></>
          : <span className="truncate text-muted">{formatCount(nRows)} prompts × {formatCount(nColumns)} steps. Point at a cell to read it; click opens the pair.</span>}
      </p>
      <div
        ref={box} className={`relative h-[calc(100vh-290px)] min-h-[320px] overflow-auto overscroll-contain ${at ? "cursor-pointer" : ""}`} tabIndex={0} role="application" aria-roledescription="matrix" aria-label="Outcomes by prompt and step" aria-describedby={help}
        onPointerMove={move} onPointerLeave={() => setAt(null)} onClick={() => openAt(at)} onKeyDown={keys}
      >
        <canvas ref={canvas} className="sticky top-0 left-0 block" style={{ width: size.width, height: size.height, marginBottom: -size.height }} aria-hidden />
        <div style={{ width: layout.left + nColumns * layout.cellWidth, height: top + nRows * layout.cellHeight }} />
      </div>
      <p id={help} className="sr-only">Arrow keys move from cell to cell, Enter opens the pair, Escape leaves. The button Table gives the same as numbers.</p>
    </section>
  );
}
