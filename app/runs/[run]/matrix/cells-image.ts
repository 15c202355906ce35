import type { MatrixModel, OutcomeLetter } from "@/lib/chart/prepare-matrix";
import type { Matrix } from "@/lib/contracts/comparisons";
import type { Colours } from "../../../_charts/read-colours";
import { cellLook } from "./cell-look";

/** One pixel a cell, steps across, prompts down; scaled up when it is drawn, so that scrolling costs one copy. */
export function cellsImage(matrix: Matrix, model: MatrixModel, colours: Colours): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [matrix.steps.length, model.rows.length];
  const context = canvas.getContext("2d")!;
  const image = context.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  const pixelOf = Object.fromEntries(Object.entries(cellLook).map(([letter, { token, alpha }]) => [letter, packed(colours[token], alpha)])) as Record<OutcomeLetter, number>;
  matrix.outcomes.forEach((column, x) => model.rows.forEach((place, y) => { pixels[y * canvas.width + x] = pixelOf[column[place] as OutcomeLetter]; }));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Bytes in memory order red, green, blue, alpha. */
function packed(colour: string, alpha: number): number {
  const [r = 0, g = 0, b = 0] = (/^rgba?\((\d+),\s*(\d+),\s*(\d+)/.exec(colour) ?? []).slice(1).map(Number);
  return new Uint32Array(Uint8Array.of(r, g, b, Math.round(alpha * 255)).buffer)[0]!;
}
