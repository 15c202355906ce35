import type { Chart } from "chart.js";
import { canvasFont } from "./frame";
import { type Colours, readColours } from "./read-colours";
import { saveFile } from "./save-file";
import type { SeriesLook } from "./plot-model";
import { type Measure, SvgContext } from "./svg-context";

/** What is written over the picture: a chart that leaves its page leaves its legend there. */
export type PictureHead = { title: string; lines: readonly { look: SeriesLook; text: string }[] };
type Pen = Pick<CanvasRenderingContext2D, "fillText" | "beginPath" | "moveTo" | "lineTo" | "stroke" | "setLineDash" | "fillRect"> &
  { font: string; fillStyle: unknown; strokeStyle: unknown; lineWidth: number; textAlign: string; textBaseline: string };

const row = 20, pad = 12;
const headHeight = ({ lines }: PictureHead) => 2 * pad + row * (1 + lines.length);

/** Saves the chart of a panel as it looks, with its legend, on the panel's own ground; nothing happens where no chart is drawn. */
export async function savePicture(panel: HTMLElement, kind: "png" | "svg", fileName: string, head: PictureHead): Promise<void> {
  const canvas = panel.querySelector("canvas");
  const { Chart } = await import("./chart-setup");
  const chart = canvas ? Chart.getChart(canvas) : undefined;
  if (!canvas || !chart) return;
  const colours = readColours(panel);
  const blob = kind === "svg" ? svgOf(chart, head, colours) : await pngOf(canvas, chart, head, colours);
  if (blob) saveFile(blob, fileName);
}

function svgOf(chart: Chart, head: PictureHead, colours: Colours): Blob {
  const { ctx, scales } = chart;
  const svg = new SvgContext(chart.width, chart.height + headHeight(head), measureOf(ctx));
  drawHead(svg, head, colours, svg);
  svg.translate(0, headHeight(head));
  // Chart, scales and lines each keep the canvas that they were made for.
  const lines = chart.data.datasets.map((_, i) => chart.getDatasetMeta(i).controller);
  const drawOn = (pen: object) => {
    for (const drawer of [chart, ...Object.values(scales)]) Object.assign(drawer, { ctx: pen });
    for (const line of lines) Object.assign(line, { _ctx: pen });
  };
  drawOn(svg);
  try {
    chart.draw();
  } finally {
    drawOn(ctx);
  }
  return new Blob([svg.toSvg()], { type: "image/svg+xml" });
}

/** Sizes from the chart's own canvas, whose state is not to change. */
function measureOf(ctx: CanvasRenderingContext2D): Measure {
  const own = ctx.canvas.ownerDocument.createElement("canvas").getContext("2d");
  return own ?? ctx;
}

async function pngOf(canvas: HTMLCanvasElement, chart: Chart, head: PictureHead, colours: Colours): Promise<Blob | null> {
  const height = headHeight(head), scale = canvas.width / chart.width;
  const picture = document.createElement("canvas");
  picture.width = canvas.width;
  picture.height = Math.round((chart.height + height) * scale);
  const ctx = picture.getContext("2d");
  if (!ctx) return null;
  ctx.scale(scale, scale);
  drawHead(ctx, head, colours, { width: chart.width, height: chart.height + height });
  ctx.drawImage(canvas, 0, height, chart.width, chart.height);
  return new Promise((resolve) => picture.toBlob(resolve, "image/png"));
}

function drawHead(pen: Pen, { title, lines }: PictureHead, colours: Colours, { width, height }: { width: number; height: number }): void {
  pen.fillStyle = colours.raised;
  pen.fillRect(0, 0, width, height);
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.ink;
  pen.font = `600 ${canvasFont}`;
  pen.fillText(title, pad, pad + row / 2);
  pen.font = canvasFont;
  lines.forEach(({ look, text }, i) => {
    const y = pad + row * (i + 1.5);
    pen.strokeStyle = colours[look.token];
    pen.lineWidth = 2;
    pen.setLineDash(look.dash);
    pen.beginPath();
    pen.moveTo(pad, y);
    pen.lineTo(pad + 30, y);
    pen.stroke();
    pen.setLineDash([]);
    pen.fillText(text, pad + 40, y);
  });
}
