"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import { changedWords, prepareDegeneracy } from "@/lib/chart/prepare-degeneracy";
import type { Run } from "@/lib/contracts/runs";
import { degeneracyQuery } from "../../_queries/panels";
import type { CurveSelection } from "../../_queries/run";
import { Skeleton } from "../../_ui/skeleton";
import { Term } from "../../_ui/term";
import { MonitorChart } from "./monitor-chart";
import { PanelState } from "./panel-state";
import type { SidePanelProps } from "./side-panel-props";
import { useIdle } from "./use-idle";

/** Those that differ come first, so what is folded away has not changed. */
const shownAtFirst = 8;
const grid = "grid gap-x-2 gap-y-3 px-1 pt-2 pb-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4 print:grid-cols-2";

/** Signs of a broken model in the texts alone: one small chart for each. */
export function DegeneracyPanel({ run, selection, ...props }: SidePanelProps & { run: Run; selection: CurveSelection }) {
  const { curve, at } = props;
  const { data, error } = useQuery({ ...degeneracyQuery(run, selection), enabled: useIdle() });
  const [all, setAll] = useState(false);
  const models = useMemo(() => (data ? prepareDegeneracy(data, curve) : []), [data, curve]);
  const nFirst = Math.max(shownAtFirst, models.filter(({ change }) => change !== null).length);
  const unmeasured = models.length > 0 && models.every(({ absence }) => absence !== null);
  return (
    <section className="panel" aria-label="Monitors of the texts">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 pt-3">
        <h2 className="text-14"><Term name="monitor">Degeneracy monitors</Term> <span className="font-normal text-muted">the texts alone{models.length > 0 && !unmeasured && `: ${changedWords(models)}`}</span></h2>
        <p className="text-12 text-muted">
          {at && `values at step ${formatStep(at.step)}; `}a ring marks a suspicious change since the start, a hint without a run-wide guarantee
          {models.length > nFirst && <span className="print:hidden"> · <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? `show ${formatCount(nFirst)}` : `show all ${formatCount(models.length)}`}</button></span>}
        </p>
      </div>
      {data === undefined
        ? error
          ? <PanelState tone="error" height="min-h-[328px]">The monitors could not be read: {error.message}</PanelState>
          : <div className={grid}>{Array.from({ length: shownAtFirst }, (_, i) => <Skeleton key={i} className="mx-2 h-[148px]" />)}</div>
        : unmeasured || models.length === 0
          ? <PanelState tone="empty" height="min-h-[328px]">The texts of no checkpoint have been measured yet; that happens before they are scored.</PanelState>
          : <div className={grid}>{(all ? models : models.slice(0, nFirst)).map((model) => <MonitorChart key={model.key} model={model} {...props} />)}</div>}
    </section>
  );
}
