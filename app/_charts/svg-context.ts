type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];
type Style = {
  fillStyle: string; strokeStyle: string; lineWidth: number; lineCap: string; lineJoin: string; dash: number[];
  font: string; textAlign: string; textBaseline: CanvasTextBaseline; globalAlpha: number; matrix: Matrix; clipId: number | null;
};
/** Sizes of texts, as a canvas knows them. */
export type Measure = { font: string; textBaseline: CanvasTextBaseline; measureText: (text: string) => Pick<TextMetrics, "width" | "fontBoundingBoxAscent"> };

const first: Style = {
  fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, lineCap: "butt", lineJoin: "miter", dash: [],
  font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", globalAlpha: 1, matrix: [1, 0, 0, 1, 0, 0], clipId: null,
};
const anchors: Record<string, string> = { center: "middle", right: "end", end: "end" };
const round = (n: number) => String(Math.round(n * 100) / 100);
const escaped = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "\ufffd").replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`);

/** As much of a canvas as charts draw with, written as SVG: the saved picture is what was drawn, not another drawing of it. Sizes in CSS pixels. */
export class SvgContext {
  #style = { ...first };
  #stack: Style[] = [];
  #path: string[] = [];
  #clips: string[] = [];
  #shapes: string[] = [];
  /** Read by charts, and without meaning here. */
  lineDashOffset = 0; miterLimit = 10; shadowBlur = 0; shadowColor = ""; shadowOffsetX = 0; shadowOffsetY = 0;

  constructor(readonly width: number, readonly height: number, readonly measure: Measure) {}

  get fillStyle() { return this.#style.fillStyle; } set fillStyle(value) { this.#style.fillStyle = value; }
  get strokeStyle() { return this.#style.strokeStyle; } set strokeStyle(value) { this.#style.strokeStyle = value; }
  get lineWidth() { return this.#style.lineWidth; } set lineWidth(value) { this.#style.lineWidth = value; }
  get lineCap() { return this.#style.lineCap; } set lineCap(value) { this.#style.lineCap = value; }
  get lineJoin() { return this.#style.lineJoin; } set lineJoin(value) { this.#style.lineJoin = value; }
  get font() { return this.#style.font; } set font(value) { this.#style.font = value; }
  get textAlign() { return this.#style.textAlign; } set textAlign(value) { this.#style.textAlign = value; }
  get textBaseline() { return this.#style.textBaseline; } set textBaseline(value) { this.#style.textBaseline = value; }
  get globalAlpha() { return this.#style.globalAlpha; } set globalAlpha(value) { this.#style.globalAlpha = value; }
  setLineDash(dash: number[]) { this.#style.dash = [...dash]; }
  save() { this.#stack.push({ ...this.#style }); }
  restore() { this.#style = this.#stack.pop() ?? this.#style; }

  translate(x: number, y: number) { const [a, b, c, d, e, f] = this.#style.matrix; this.#style.matrix = [a, b, c, d, a * x + c * y + e, b * x + d * y + f]; }
  rotate(angle: number) {
    const [a, b, c, d, e, f] = this.#style.matrix, cos = Math.cos(angle), sin = Math.sin(angle);
    this.#style.matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f];
  }
  resetTransform() { this.#style.matrix = first.matrix; }
  #at(x: number, y: number) { const [a, b, c, d, e, f] = this.#style.matrix; return `${round(a * x + c * y + e)} ${round(b * x + d * y + f)}`; }

  beginPath() { this.#path = []; }
  closePath() { this.#path.push("Z"); }
  moveTo(x: number, y: number) { this.#path.push(`M${this.#at(x, y)}`); }
  lineTo(x: number, y: number) { this.#path.push(`${this.#path.length === 0 ? "M" : "L"}${this.#at(x, y)}`); }
  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number) { this.#path.push(`C${this.#at(x1, y1)} ${this.#at(x2, y2)} ${this.#at(x, y)}`); }
  quadraticCurveTo(x1: number, y1: number, x: number, y: number) { this.#path.push(`Q${this.#at(x1, y1)} ${this.#at(x, y)}`); }
  arc(x: number, y: number, r: number, from: number, to: number, backwards = false) {
    const point = (angle: number) => [x + r * Math.cos(angle), y + r * Math.sin(angle)] as const;
    const turn = backwards ? from - to : to - from;
    const sweep = Math.min(2 * Math.PI, turn < 0 ? turn + 2 * Math.PI : turn) * (backwards ? -1 : 1);
    this.lineTo(...point(from));
    // Two halves, because an arc that ends where it begins is nothing.
    for (const part of [0.5, 1]) this.#path.push(`A${round(r)} ${round(r)} 0 0 ${backwards ? 0 : 1} ${this.#at(...point(from + part * sweep))}`);
  }
  rect(x: number, y: number, width: number, height: number) {
    this.moveTo(x, y); this.lineTo(x + width, y); this.lineTo(x + width, y + height); this.lineTo(x, y + height); this.closePath();
  }
  roundRect(x: number, y: number, width: number, height: number, radius: number) {
    const r = Math.min(radius, width / 2, height / 2), right = x + width, bottom = y + height, quarter = Math.PI / 2;
    this.moveTo(x + r, y);
    this.arc(right - r, y + r, r, -quarter, 0); this.arc(right - r, bottom - r, r, 0, quarter);
    this.arc(x + r, bottom - r, r, quarter, 2 * quarter); this.arc(x + r, y + r, r, 2 * quarter, 3 * quarter);
    this.closePath();
  }
  clip() {
    this.#clips.push(`<clipPath id="c${this.#clips.length}"${this.#clipped()}><path d="${this.#path.join("")}"/></clipPath>`);
    this.#style.clipId = this.#clips.length - 1;
  }
  #clipped() { return this.#style.clipId === null ? "" : ` clip-path="url(#c${this.#style.clipId})"`; }

  fill() { this.#shape(`fill="${this.#paint(this.fillStyle, "fill")}`); }
  stroke() {
    const { dash, lineCap, lineJoin, lineWidth } = this.#style;
    this.#shape(`fill="none" stroke="${this.#paint(this.strokeStyle, "stroke")} stroke-width="${round(lineWidth)}" stroke-linecap="${lineCap}" stroke-linejoin="${lineJoin}"${dash.length > 0 ? ` stroke-dasharray="${dash.map(round).join(" ")}"` : ""}`);
  }
  #shape(attributes: string) { if (this.#path.length > 0) this.#shapes.push(`<path d="${this.#path.join("")}" ${attributes}${this.#clipped()}/>`); }
  /** Colour and opacity apart, which every reader of SVG knows; ends within the attribute's quotes. */
  #paint(colour: string, kind: "fill" | "stroke") {
    const [, r, g, b, a] = /^rgba?\((\d+),\s*(\d+),\s*(\d+)(?:,\s*([\d.]+))?\)$/.exec(colour) ?? [];
    const opacity = (a === undefined ? 1 : Number(a)) * this.globalAlpha;
    return `${r === undefined ? escaped(colour) : `rgb(${r},${g},${b})`}"${opacity < 1 ? ` ${kind}-opacity="${round(opacity)}"` : ""}`;
  }
  #apart(draw: () => void) { const path = this.#path; this.#path = []; draw(); this.#path = path; }
  fillRect(x: number, y: number, width: number, height: number) { this.#apart(() => { this.rect(x, y, width, height); this.fill(); }); }
  strokeRect(x: number, y: number, width: number, height: number) { this.#apart(() => { this.rect(x, y, width, height); this.stroke(); }); }
  /** There is nothing to clear. */
  clearRect() {}

  measureText(text: string) { this.measure.font = this.font; return this.measure.measureText(text); }
  fillText(text: string, x: number, y: number) {
    const [a, b, c, d] = this.#style.matrix;
    const [size, family] = /(\d+(?:\.\d+)?)px\s+(.+)$/.exec(this.font)?.slice(1) ?? ["12", "sans-serif"];
    const weight = /\b([1-9]00|bold)\b/.exec(this.font)?.[1] ?? "400";
    const turned = a === 1 && b === 0 && c === 0 && d === 1 ? "" : ` transform="rotate(${round((Math.atan2(b, a) * 180) / Math.PI)} ${this.#at(x, y)})"`;
    const [px, py] = this.#at(x, y).split(" ").map(Number) as [number, number];
    this.#shapes.push(`<text x="${round(px)}" y="${round(py + this.#toAlphabetic())}" font-family="${escaped(family!)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchors[this.textAlign] ?? "start"}" fill="${this.#paint(this.fillStyle, "fill")}${turned}${this.#clipped()}>${escaped(text)}</text>`);
  }
  /** Down from where the text is placed to the line that its letters stand on: few readers of SVG know other baselines. */
  #toAlphabetic() {
    const ascent = (baseline: CanvasTextBaseline) => { this.measure.textBaseline = baseline; return this.measure.measureText("x").fontBoundingBoxAscent; };
    this.measure.font = this.font;
    return ascent("alphabetic") - ascent(this.textBaseline);
  }

  /** The picture so far, as a document. */
  toSvg(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${round(this.width)}" height="${round(this.height)}" viewBox="0 0 ${round(this.width)} ${round(this.height)}"><defs>${this.#clips.join("")}</defs>${this.#shapes.join("")}</svg>\n`;
  }
}
