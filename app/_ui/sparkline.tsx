import type { RunSummary } from "@/lib/contracts/runs";
import { formatCount, formatPercent, formatStep } from "@/lib/chart/format";

const [width, height, pad] = [200, 40, 5];
const round = (n: number) => Math.round(n * 10) / 10;

/** A curve at the size of a word: line, band, best checkpoint, high-water line and the present. Drawn on the server as well. */
export function Sparkline({ summary }: { summary: RunSummary }) {
  const { sparkline: { steps, values, lows, highs, starts, provisional }, best, last } = summary;
  if (steps.length === 0) return <span className="text-unknown">no point yet</span>;
  const highWater = best && (best.shrunk.value ?? best.value.value);
  // First wide bands of what is still being scored would flatten all others.
  const settled = (i: number) => !provisional.includes(i);
  const heights = steps.flatMap((_, i) => (settled(i) ? [lows[i]!, highs[i]!] : [values[i]!])).concat(highWater ?? []);
  const [left, right, bottom, top] = [steps[0]!, steps.at(-1)!, Math.min(...heights), Math.max(...heights)];
  const x = (step: number) => round(right === left ? width / 2 : pad + ((step - left) / (right - left)) * (width - 2 * pad));
  const y = (value: number) => round(pad + (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom || 1)) * (height - 2 * pad));
  const lines = starts.map((from, k) => steps.slice(from, starts[k + 1]).map((step, i) => ({ x: x(step), y: y(values[from + i]!), low: y(lows[from + i]!), high: y(highs[from + i]!) })));
  const path = (points: readonly { x: number; y: number }[]) => points.map((p, i) => `${i === 0 ? "M" : "L"}${p.x} ${p.y}`).join("");
  const bestAt = best?.value.value == null ? null : { x: x(best.step), y: y(best.value.value) };
  const open = provisional.includes(steps.length - 1);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={inWords(summary)} className="block h-auto w-full max-w-[200px] min-w-[96px]">
      <title>{inWords(summary)}</title>
      {lines.map((line, k) => (
        <path key={`b${k}`} fill="var(--tide)" fillOpacity="0.16" d={`${path(line.map((p) => ({ x: p.x, y: p.high })))}${line.toReversed().map((p) => `L${p.x} ${p.low}`).join("")}Z`} />
      ))}
      {bestAt && highWater != null && <path d={`M${bestAt.x} ${y(highWater)}H${width}`} stroke="var(--best)" strokeWidth="1.2" strokeDasharray="4 3" />}
      {lines.map((line, k) => (line.length === 1
        ? <circle key={`p${k}`} cx={line[0]!.x} cy={line[0]!.y} r="1.6" fill="var(--tide)" />
        : <path key={`l${k}`} d={path(line)} fill="none" stroke="var(--tide)" strokeWidth="1.6" strokeLinejoin="round" strokeLinecap="round" />))}
      {bestAt && <circle cx={bestAt.x} cy={bestAt.y} r="3.4" fill="var(--raised)" stroke="var(--best)" strokeWidth="1.6" />}
      {last && last.step !== best?.step && (
        <circle cx={x(last.step)} cy={y(values.at(-1)!)} r="2.4" fill={open ? "var(--raised)" : "var(--tide)"} stroke={open ? "var(--unknown)" : "var(--tide)"} strokeWidth="1.4" />
      )}
    </svg>
  );
}

function inWords({ metric, best, last, sparkline: { steps, nPoints } }: RunSummary): string {
  const parts = [
    `${metric === "winRate" ? "Win rate" : "Win probability"} with its 95 % band over ${formatCount(nPoints)} ${nPoints === 1 ? "checkpoint" : "checkpoints"}`,
    ...(best?.value.value == null ? [] : [`best ${formatPercent(best.value.value, best.value)} at step ${formatStep(best.step)}`]),
    ...(last?.value.value == null ? [] : [`last ${formatPercent(last.value.value, last.value)} at step ${formatStep(last.step)}`]),
    ...(steps.length < nPoints ? [`showing ${formatCount(steps.length)} of them`] : []),
  ];
  return parts.join("; ");
}
