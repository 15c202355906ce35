"use client";

import type { Chart } from "chart.js";
import { useRouter } from "next/navigation";
import { type PointerEvent, useCallback, useMemo, useRef, useState } from "react";
import { formatCount, formatPercent } from "@/lib/chart/format";
import type { Comparison } from "@/lib/contracts/comparisons";
import { ChartCanvas } from "../_charts/chart-canvas";
import { percentAxis } from "../_charts/percent-axis";
import { type Colours, withAlpha } from "../_charts/read-colours";
import { VisibleLine } from "../_ui/visible-line";
import { pairHref } from "./pair-href";

type Dot = { x: number; y: number; key: string };
/** Pixels within which the pointer takes a point. */
const reach = 12;

/** One point a prompt: probability of a win at a across, at b up. Below the diagonal the prompt got worse. */
export function ProbabilityScatter({ comparison, names, search }: { comparison: Comparison; names: { a: string; b: string }; search: URLSearchParams }) {
  const router = useRouter();
  const chart = useRef<Chart | null>(null);
  const [near, setNear] = useState<Dot | null>(null);
  const dots = useMemo(() => comparison.prompts.flatMap(({ key, a, b }): Dot[] => (a === null || b === null ? [] : [{ x: a, y: b, key }])), [comparison]);
  const ready = useCallback((made: Chart) => { chart.current = made; }, []);
  const configure = useCallback((colours: Colours) => {
    const points = (of: Dot[], colour: string, shape: "circle" | "triangle" | "rectRot") => ({
      data: of, showLine: false, pointRadius: 3.2, pointStyle: shape, pointBackgroundColor: withAlpha(colour, 0.55), pointBorderColor: colour, pointBorderWidth: 0.8,
    });
    return {
      type: "line" as const,
      data: { datasets: [
        points(dots.filter(({ x, y }) => y > x), colours.healthy, "triangle"), points(dots.filter(({ x, y }) => y < x), colours.regressed, "rectRot"), points(dots.filter(({ x, y }) => y === x), colours.tie, "circle"),
        { data: [{ x: 0, y: 0 }, { x: 1, y: 1 }], pointRadius: 0, borderColor: colours["line-strong"], borderWidth: 1, borderDash: [4, 4] },
      ] },
      options: { plugins: { legend: { display: false }, tooltip: { enabled: false } }, scales: { x: percentAxis(colours, `a: ${names.a}`), y: percentAxis(colours, `b: ${names.b}`) } },
    };
  }, [dots, names.a, names.b]);
  const find = (event: PointerEvent): Dot | null => {
    const { x, y } = chart.current?.scales ?? {};
    if (!x || !y) return null;
    const box = event.currentTarget.getBoundingClientRect();
    let best: Dot | null = null, least = reach ** 2;
    for (const dot of dots) {
      const distance = (x.getPixelForValue(dot.x) - (event.clientX - box.left)) ** 2 + (y.getPixelForValue(dot.y) - (event.clientY - box.top)) ** 2;
      if (distance <= least) { best = dot; least = distance; }
    }
    return best;
  };
  const better = dots.filter(({ x, y }) => y > x).length, worse = dots.filter(({ x, y }) => y < x).length;
  const summary = `${formatCount(dots.length)} prompts: more likely to win at b ${formatCount(better)}, less likely ${formatCount(worse)}, the same ${formatCount(dots.length - better - worse)}.`;
  return (
    <section className="panel px-5 py-4" aria-labelledby="scatter-title">
      <h2 id="scatter-title" className="text-16">Every prompt</h2>
      <p className="text-13 text-muted">{dots.length === 0 ? "This reward model gives no probability, so there is nothing to draw." : summary}</p>
      {dots.length > 0 && (
        <>
          <div
            role="img" aria-label={`Probability of a win at b against a. ${summary}`} className={`relative mt-2 h-[380px] min-[118rem]:h-[560px] ${near ? "cursor-pointer" : ""}`}
            onPointerMove={(event) => setNear(find(event))} onPointerLeave={() => setNear(null)} onClick={() => near && router.push(pairHref(comparison.b, near.key, search))}
          >
            <ChartCanvas configure={configure} onReady={ready} />
          </div>
          <p className="mt-1 h-8 text-12 text-muted sm:h-5 sm:truncate">{near ? <><VisibleLine text={near.key} className="text-ink" /> {formatPercent(near.x)} → {formatPercent(near.y)}, click opens it</> : "Triangles above the diagonal got better, diamonds below got worse."}</p>
        </>
      )}
    </section>
  );
}
