import type { CurveModel } from "@/lib/chart/curve-model";

const [width, height, pad] = [200, 40, 5];

/** A curve at the size of a word: line, band, high-water line, best and latest point. Drawn on the server as well. */
export function Sparkline({ model }: { model: CurveModel }) {
  const { xRange, yRange, segments, best, highWater } = model;
  const points = segments.flat();
  if (xRange === null || points.length === 0) return <span className="text-unknown">no point yet</span>;
  const lows = points.map((p) => p.low), highs = points.map((p) => p.high);
  const [bottom, top] = [Math.max(yRange.min, Math.min(...lows)), Math.min(yRange.max, Math.max(...highs))];
  const x = (step: number) => round(xRange.max === xRange.min ? width / 2 : pad + ((step - xRange.min) / (xRange.max - xRange.min)) * (width - 2 * pad));
  const y = (value: number) => round(pad + (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom || 1)) * (height - 2 * pad));
  const path = (at: readonly { step: number; value: number }[]) => at.map((p, i) => `${i === 0 ? "M" : "L"}${x(p.step)} ${y(p.value)}`).join("");
  const last = points.at(-1)!;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={model.summary} className="block h-auto w-full max-w-[200px] min-w-[96px]">
      {segments.map((segment, i) => (
        <path key={`b${i}`} fill="var(--tide)" fillOpacity="0.15"
          d={`${path(segment.map((p) => ({ step: p.step, value: p.high })))}${segment.toReversed().map((p) => `L${x(p.step)} ${y(p.low)}`).join("")}Z`} />
      ))}
      {highWater && best && <path d={`M${x(best.step)} ${y(highWater.value)}H${width}`} stroke="var(--best)" strokeWidth="1.2" strokeDasharray="4 3" />}
      {segments.map((segment, i) => <path key={`l${i}`} d={path(segment)} fill="none" stroke="var(--tide)" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" />)}
      {best && <circle cx={x(best.step)} cy={y(best.value)} r="3.4" fill="var(--raised)" stroke="var(--best)" strokeWidth="1.6" />}
      {last !== best && <circle cx={x(last.step)} cy={y(last.value)} r="2.4" fill={last.provisional ? "var(--raised)" : "var(--tide)"} stroke={last.provisional ? "var(--unknown)" : "var(--tide)"} strokeWidth="1.4" />}
    </svg>
  );
}

const round = (n: number) => Math.round(n * 10) / 10;
