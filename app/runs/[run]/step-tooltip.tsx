import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount, formatP, formatPoints, formatStep } from "@/lib/chart/format";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import type { StepAxis } from "@/lib/chart/step-axis";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import type { Annotation } from "@/lib/contracts/panels";
import { OutcomeBar } from "../../_charts/outcome-bar";
import type { SeriesLook } from "../../_charts/plot-model";
import { SeriesMark } from "../../_charts/series-mark";
import { EstimateValue } from "../../_ui/estimate-value";
import { VisibleLine } from "../../_ui/visible-line";
import { overlayKey } from "./overlay-ref";
import type { Overlay } from "./use-overlays";

/** A drawn curve with its look. */
export type CurveLine = { model: CurveModel; look: SeriesLook };

/** A note is read in the list of notes; here it is recalled. */
const noteCharacters = 200;

/** Everything that is known about one step, at the crosshair. */
export function StepTooltip({ step, axis, curve, lines, overlays, notes }: { step: number; axis: StepAxis; curve: Curve; lines: readonly CurveLine[]; overlays: readonly Overlay[]; notes: readonly Annotation[] }) {
  const point = curve.points.find((p) => p.step === step);
  const gap = lines[0]!.model.gaps.find((g) => g.step === step);
  const { metric } = lines[0]!.model;
  return (
    <div className="rounded-md border border-line-strong/60 bg-raised/95 px-3 py-2 text-12 sm:w-[304px] sm:shadow-lg">
      <p className="flex items-baseline justify-between gap-3">
        <span className="text-13 font-semibold">Step {formatStep(step)}</span>
        <span className="text-muted">{point?.look ? `look ${formatCount(point.look)}` : point?.provisional ? <span className="text-unknown">provisional</span> : ""}</span>
      </p>
      {gap && <p className="mt-1 text-unknown [overflow-wrap:anywhere]">No point: {gap.reason.slice(0, 240)}</p>}
      <dl className="mt-1.5 space-y-1">
        {point && lines.map(({ model, look }) => <Reading key={model.metric} look={look} name={model.label} metric={model.metric} point={point} />)}
        {overlays.map(({ ref, name, look, axis: places, model }) => {
          const over = model && lastUpTo(model, places, axis.place(step));
          return over && <Reading key={overlayKey(ref)} look={look} name={over.step === step ? name : `${name}, step ${formatStep(over.step)}`} metric={metric} point={over} />;
        })}
      </dl>
      {point && <Counts point={point} />}
      {notes.map(({ id, text }) => (
        <p key={id} className="mt-1 border-t border-line pt-1"><VisibleLine text={text.length > noteCharacters ? `${text.slice(0, noteCharacters - 1)}…` : text} wrap className="text-12!" /></p>
      ))}
    </div>
  );
}

function Reading({ look, name, metric, point }: { look: SeriesLook; name: string; metric: MetricName; point: CurvePoint }) {
  return (
    <div className="flex items-center justify-between gap-2">
      <dt className="flex min-w-0 items-center gap-1.5"><SeriesMark look={look} /><span className="min-w-0 [overflow-wrap:anywhere]">{name}</span></dt>
      <dd className="shrink-0 text-13"><EstimateValue estimate={point[metric]} unit={metrics[metric].unit} strong /></dd>
    </div>
  );
}

function Counts({ point }: { point: CurvePoint }) {
  return (
    <>
      <div className="mt-2"><OutcomeBar point={point} /></div>
      <p className="mt-1.5 text-muted">
        <span className="text-ink">{formatCount(point.nPrompts)} prompts</span>: {formatCount(point.nWin)} won, {formatCount(point.nTie)} tied, {formatCount(point.nLoss)} lost
      </p>
      <p className="text-muted">
        {formatCount(point.nFailed)} failed, {formatCount(point.nMissing)} missing, {formatCount(point.nTruncated)} truncated
        {point.nReferenceFailed > 0 && `, ${formatCount(point.nReferenceFailed)} without a reference score`}
      </p>
      {point.adjustedP !== null && <p className="text-muted">run-adjusted <span className="text-ink">{formatP(point.adjustedP)}</span> of this look alone</p>}
      {point.positionBias != null && <p className="text-muted">position bias {formatPoints(point.positionBias)}</p>}
      {point.provisional && <p className="text-unknown">{formatCount(point.nPending)} prompts still to be scored</p>}
      {point.incomplete && <p className="text-unknown">Incomplete: failed and missing above 2 %</p>}
    </>
  );
}

/** The point of a curve with places of its own that lies at the crosshair, or is the last before it. */
function lastUpTo({ segments }: CurveModel, places: StepAxis, crosshair: number | null): CurvePoint | null {
  if (crosshair === null) return null;
  let found: { place: number; point: CurvePoint } | null = null;
  for (const segment of segments) for (const { step, point } of segment) {
    const place = places.place(step);
    if (place !== null && place <= crosshair && (found === null || place > found.place)) found = { place, point };
  }
  return found?.point ?? null;
}

/** The same in words, for a screen reader. */
export function announceStep(step: number, models: readonly CurveModel[], notes: readonly Annotation[]): string {
  const noted = notes.length === 0 ? [] : [`${notes.length === 1 ? "Note" : "Notes"}: ${notes.map(({ text }) => text.slice(0, noteCharacters)).join("; ")}`];
  const gap = models[0]!.gaps.find((g) => g.step === step);
  if (gap) return [`Step ${formatStep(step)}: ${gap.reason}`, ...noted].join(". ");
  const found = models.flatMap((m) => m.segments.flat().filter((p) => p.step === step));
  const [first, ...others] = found;
  return first ? [first.lines[0], first.lines[1], ...others.map((p) => p.lines[1]), ...first.lines.slice(2), ...noted].join(". ") : "";
}
