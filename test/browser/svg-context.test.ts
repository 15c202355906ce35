import { describe, expect, test } from "vitest";
import { type Measure, SvgContext } from "@/app/_charts/svg-context";

/** Sizes as a browser gives them for a font with an ascent of 11 and a descent of 3 pixels. */
const ascents: Partial<Record<CanvasTextBaseline, number>> = { alphabetic: 11, middle: 7, top: 0, bottom: 14 };
const measure: Measure = { font: "", textBaseline: "alphabetic", measureText: () => ({ width: 10, fontBoundingBoxAscent: ascents[measure.textBaseline] ?? 11 }) };
const draw = (steps: (pen: SvgContext) => void) => { const pen = new SvgContext(100, 50, measure); steps(pen); return pen.toSvg(); };

describe("a picture as SVG", () => {
  test("lines keep their colour, width and dash", () => {
    expect(draw((pen) => { pen.strokeStyle = "rgba(10, 20, 30, 0.5)"; pen.lineWidth = 2; pen.setLineDash([4, 3]); pen.beginPath(); pen.moveTo(1, 2); pen.lineTo(3.456, 4); pen.stroke(); }))
      .toContain('<path d="M1 2L3.46 4" fill="none" stroke="rgb(10,20,30)" stroke-opacity="0.5" stroke-width="2" stroke-linecap="butt" stroke-linejoin="miter" stroke-dasharray="4 3"/>');
  });
  test("a whole circle is drawn whole", () => {
    expect(draw((pen) => { pen.beginPath(); pen.arc(10, 10, 5, 0, 2 * Math.PI); pen.fill(); })).toContain('d="M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10"');
  });
  test("places move with the origin, and come back with what was saved", () => {
    const svg = draw((pen) => { pen.save(); pen.translate(10, 20); pen.fillRect(0, 0, 1, 1); pen.restore(); pen.fillRect(0, 0, 1, 1); });
    expect(svg).toContain('d="M10 20L11 20L11 21L10 21Z"');
    expect(svg).toContain('d="M0 0L1 0L1 1L0 1Z"');
  });
  test("what is clipped stays within every box that clips it", () => {
    const svg = draw((pen) => { pen.beginPath(); pen.rect(0, 0, 9, 9); pen.clip(); pen.beginPath(); pen.rect(1, 1, 2, 2); pen.clip(); pen.fillRect(0, 0, 5, 5); });
    expect(svg).toContain('<clipPath id="c1" clip-path="url(#c0)">');
    expect(svg).toMatch(/d="M0 0L5 0L5 5L0 5Z" fill="#000" clip-path="url\(#c1\)"/);
  });
  test("text stands on its letters' line, whatever the baseline it was placed by", () => {
    const svg = draw((pen) => { pen.font = '600 12px "Inter Variable", sans-serif'; pen.textBaseline = "middle"; pen.textAlign = "right"; pen.fillText("62 %", 10, 20); });
    expect(svg).toContain('<text x="10" y="24" font-family="&#34;Inter Variable&#34;, sans-serif" font-size="12" font-weight="600" text-anchor="end" fill="#000">62 %</text>');
  });
  test("hostile texts stay text", () => {
    const svg = draw((pen) => pen.fillText('</text><script>alert(1)</script>"\u0000\u001b', 0, 0));
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&#60;/text&#62;&#60;script&#62;");
    expect(svg).not.toMatch(/[\u0000\u001b]/);
  });
});
