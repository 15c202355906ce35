import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount, formatPoints, formatStep } from "@/lib/chart/format";
import { metrics } from "@/lib/chart/metrics";
import type { Curve } from "@/lib/contracts/curves";
import { OutcomeBar } from "../../_charts/outcome-bar";
import { SeriesMark } from "../../_charts/legend";
import { EstimateValue } from "../../_ui/estimate-value";

/** Everything that is known about one step, at the crosshair. */
export function StepTooltip({ step, curve, models }: { step: number; curve: Curve; models: readonly CurveModel[] }) {
  const point = curve.points.find((p) => p.step === step);
  const gap = models[0]!.gaps.find((g) => g.step === step);
  return (
    <div className="rounded-md border border-line-strong/60 bg-raised/95 px-3 py-2 text-12 sm:w-[304px] sm:shadow-lg">
      <p className="flex items-baseline justify-between gap-3">
        <span className="text-13 font-semibold">Step {formatStep(step)}</span>
        <span className="text-muted">{point?.look ? `look ${formatCount(point.look)}` : point?.provisional ? <span className="text-unknown">provisional</span> : ""}</span>
      </p>
      {gap && <p className="mt-1 text-unknown [overflow-wrap:anywhere]">No point: {gap.reason.slice(0, 240)}</p>}
      {point && (
        <>
          <dl className="mt-1.5 space-y-1">
            {models.map(({ metric, label }) => (
              <div key={metric} className="flex items-center justify-between gap-2">
                <dt className="flex items-center gap-1.5"><SeriesMark metric={metric} />{label}</dt>
                <dd className="text-13"><EstimateValue estimate={point[metric]} unit={metrics[metric].unit} strong /></dd>
              </div>
            ))}
          </dl>
          <div className="mt-2"><OutcomeBar point={point} /></div>
          <p className="mt-1.5 text-muted">
            <span className="text-ink">{formatCount(point.nPrompts)} prompts</span>: {formatCount(point.nWin)} won, {formatCount(point.nTie)} tied, {formatCount(point.nLoss)} lost
          </p>
          <p className="text-muted">
            {formatCount(point.nFailed)} failed, {formatCount(point.nMissing)} missing, {formatCount(point.nTruncated)} truncated
            {point.nReferenceFailed > 0 && `, ${formatCount(point.nReferenceFailed)} without a reference score`}
          </p>
          {point.positionBias != null && <p className="text-muted">position bias {formatPoints(point.positionBias)}</p>}
          {point.provisional && <p className="text-unknown">{formatCount(point.nPending)} prompts still to be scored</p>}
          {point.incomplete && <p className="text-unknown">Incomplete: failed and missing above 2 %</p>}
        </>
      )}
    </div>
  );
}

/** The same in words, for a screen reader. */
export function announceStep(step: number, models: readonly CurveModel[]): string {
  const gap = models[0]!.gaps.find((g) => g.step === step);
  if (gap) return `Step ${formatStep(step)}: ${gap.reason}`;
  const found = models.flatMap((m) => m.segments.flat().filter((p) => p.step === step));
  const [first, ...others] = found;
  return first ? [first.lines[0], first.lines[1], ...others.map((p) => p.lines[1]), ...first.lines.slice(2)].join(". ") : "";
}
