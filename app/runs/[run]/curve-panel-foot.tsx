import Link from "next/link";
import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount, formatStep } from "@/lib/chart/format";
import type { StepAxis } from "@/lib/chart/step-axis";

/** Under the chart: what its axes are, what is not drawn, and how to work it; with steps chosen, what can be done with them. */
export function CurvePanelFoot({ lead, axis, chosen, onChoose, compareHref }: {
  lead: CurveModel; axis: StepAxis; chosen: readonly number[]; onChoose: (step: number | null) => void; compareHref: (a: number, b: number) => string;
}) {
  const [a, b] = chosen.toSorted((x, y) => x - y);
  const gaps = lead.gaps.length;
  const offAxis = [...lead.segments.flat(), ...lead.gaps].filter(({ step }) => axis.place(step) === null).length;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 pt-1 pb-2 text-12 text-muted">
      <p>
        {lead.axisTitle} over {axis.title[0]!.toLowerCase()}{axis.title.slice(1)}
        {lead.note && <>; <span className="font-medium text-unknown">{lead.note}</span></>}
        {gaps > 0 && <>; {formatCount(gaps)} {gaps === 1 ? "step" : "steps"} without a point</>}
        {offAxis > 0 && <>; {formatCount(offAxis)} {offAxis === 1 ? "checkpoint has" : "checkpoints have"} no place on this axis yet</>}
      </p>
      {a === undefined ? (
        <p className="max-md:hidden print:hidden"><kbd>←</kbd> <kbd>→</kbd> along the points · <kbd>Enter</kbd> opens · <kbd>B</kbd> best · <kbd>N</kbd> note · <kbd>Space</kbd> or shift-click two to compare · drag to zoom, double click for all</p>
      ) : (
        <p className="flex items-center gap-3 text-ink" role="status">
          {b === undefined ? <>Step {formatStep(a)} chosen; choose another to compare it with</> : <Link className="link font-medium" href={compareHref(a, b)}>Compare {formatStep(a)} with {formatStep(b)}</Link>}
          <button type="button" className="button button-quiet h-6! px-1.5! text-12!" onClick={() => onChoose(null)}>Clear</button>
        </p>
      )}
    </div>
  );
}
