import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { absentMetric } from "@/lib/chart/absent-metric";
import type { CurveModel } from "@/lib/chart/curve-model";
import { type MetricName, metrics } from "@/lib/chart/metrics";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { reasonWords } from "@/lib/chart/reason-words";
import { type AxisName, type StepAxis, axisOf } from "@/lib/chart/step-axis";
import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import type { SeriesLook } from "../../_charts/plot-model";
import { overlayLooks } from "../../_charts/series-looks";
import type { ChangesSource } from "../../_queries/changes";
import { type CurveSelection, curveQuery } from "../../_queries/run";
import { type OverlayRef, overlayCurve, overlayName } from "./overlay-ref";

/** A curve over the chosen one, on places of its own: its looks and hours are not those of the chosen curve. */
export type Overlay = {
  ref: OverlayRef;
  /** The curve that is meant: a run, and what was chosen of it. */
  source: ChangesSource;
  name: string; look: SeriesLook; axis: StepAxis;
  curve: Curve | null;
  /** Null while it is read, or where there is nothing to draw; the problem says why. */
  model: CurveModel | null; problem: string | null;
};

/** Other runs have no stream of changes on this page. */
const refreshMs = 15_000;

/** The curves that the view lays over the chosen one, each with its look; those that are the chosen one itself are left out. */
export function useOverlays({ run, selection, refs, lead, metric, axis }: {
  run: Run | undefined; selection: CurveSelection; refs: readonly OverlayRef[]; lead: Curve | undefined; metric: MetricName; axis: AxisName;
}): Overlay[] {
  const wanted = useMemo(
    () => refs.flatMap((ref) => { const source = run && overlayCurve(ref, run, selection); return source ? [{ ref, source }] : []; }),
    [refs, run, selection],
  );
  const results = useQueries({
    queries: wanted.map(({ ref, source }) => {
      // A line must not show another curve while its own is read.
      const { placeholderData: _kept, ...query } = curveQuery(source.run, source.selection);
      return { ...query, retry: false, ...(ref.kind === "run" && { refetchInterval: refreshMs }) };
    }),
    combine: curvesOf,
  });
  return useMemo(
    () => wanted.map(({ ref, source }, i) => overlayOf({ ref, source, look: overlayLooks[i % overlayLooks.length]!, result: results[i], lead, metric, axis })),
    [wanted, results, lead, metric, axis],
  );
}

type Result = { curve: Curve | null; error: string | null };
const curvesOf = (results: UseQueryResult<Curve>[]): Result[] => results.map(({ data, error }) => ({ curve: data ?? null, error: error?.message ?? null }));

function overlayOf({ ref, source, look, result, lead, metric, axis }: { ref: OverlayRef; source: ChangesSource; look: SeriesLook; result: Result | undefined; lead: Curve | undefined; metric: MetricName; axis: AxisName }): Overlay {
  const curve = result?.curve ?? null;
  const problem = curve ? problemOf(curve, lead, metric) : result?.error ?? "being read";
  return { ref, source, name: overlayName(ref), look, curve, problem, axis: axisOf(axis, curve ?? { points: [] }), model: curve && problem === null ? prepareCurve(curve, metric) : null };
}

/** Why a curve cannot lie over the chosen one. */
function problemOf(curve: Curve, lead: Curve | undefined, metric: MetricName): string | null {
  if (curve.points.length === 0) return "no point yet";
  const absent = absentMetric(curve, metric);
  if (absent !== null) return `no ${metrics[metric].label.toLowerCase()}: ${reasonWords(absent)}`;
  return metric === "meanScore" && lead && curve.rewardModel?.id !== lead.rewardModel?.id ? "not drawn: its mean score has other units" : null;
}
