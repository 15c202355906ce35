"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { formatPercent, formatPoints } from "@/lib/chart/format";
import { asksForRoles, fitSentence, flagSentence, overOptimisationAbsence } from "@/lib/chart/over-optimisation-words";
import { type OverOptimisationPoint, prepareOverOptimisation } from "@/lib/chart/prepare-over-optimisation";
import type { OverOptimisation } from "@/lib/contracts/panels";
import type { Run } from "@/lib/contracts/runs";
import { overOptimisationQuery } from "../../_queries/panels";
import type { CurveSelection } from "../../_queries/run";
import { type PlotSeries, noMarks } from "../../_charts/plot-model";
import { axisFormat } from "../../_charts/plot-of";
import { StepPlot } from "../../_charts/step-plot";
import { Skeleton } from "../../_ui/skeleton";
import { Term } from "../../_ui/term";
import { LineKey } from "./line-key";
import { PanelState } from "./panel-state";
import { RoleHelp } from "./role-help";
import type { SidePanelProps } from "./side-panel-props";
import { StepPanel, panelKeys } from "./step-panel";
import { useIdle } from "./use-idle";

type Props = SidePanelProps & { run: Run; selection: CurveSelection; heights: [string, string]; whole: string };
const asShare = axisFormat("fraction");
const asAgreement = (value: number) => value.toFixed(1).replace(/\.0$/, "");
const look = {
  training: { label: "Training", token: "series-2", dash: [7, 4], shape: "rectRot" },
  heldOut: { label: "Held-out", token: "tide", dash: [], shape: "circle" },
  agreement: { label: "Rank agreement", token: "ink", dash: [2, 3], shape: "triangle" },
} satisfies Record<string, Pick<PlotSeries, "label" | "token" | "dash" | "shape">>;

/** The reward model that the run optimises against beside one that it does not see: where they part, the score has stopped meaning what it says. */
export function OverOptimisationPanel({ run, selection, curve, at, steps, range, heights, whole, ...shared }: Props) {
  const { data, error } = useQuery({ ...overOptimisationQuery(run, selection), enabled: useIdle() });
  const model = useMemo(() => (data ? prepareOverOptimisation(data, curve) : null), [data, curve]);
  const values = useMemo((): PlotSeries[] => model === null ? [] : [{ key: "training", ...look.training, segments: model.training }, { key: "heldOut", ...look.heldOut, segments: model.heldOut }], [model]);
  const agreement = useMemo((): PlotSeries[] => model === null ? [] : [{ key: "agreement", ...look.agreement, segments: model.agreement }], [model]);
  const point = at && model?.at(at.step);
  const plots = { marks: noMarks, xRange: range, steps, ...panelKeys(shared) };
  return (
    <StepPanel
      title={<Term name="over-optimisation">Over-optimisation</Term>} at={model ? at : undefined}
      value={model && (point?.gap == null ? <span className="text-unknown">gap not known</span> : <><span className="font-medium">{formatPoints(point.gap)}</span> <span className="text-muted"><Term name="gap" /></span></>)}
      foot={data && model && <Foot data={data} point={point} />}
    >
      {data === undefined
        ? error ? <PanelState tone="error" height={whole}>The panel could not be read: {error.message}</PanelState> : <Skeleton className={`mx-3 mb-2 ${whole}`} />
        : model === null
          ? <PanelState tone="empty" height={whole}><p>{overOptimisationAbsence(data.reason ?? "no-scores")}</p>{asksForRoles(data.reason ?? "") && <RoleHelp />}</PanelState>
          : <>
            <StepPlot label="Training and held-out reward model over training steps" summary={model.summary} series={values} yRange={model.yRange} formatY={asShare} height={heights[0]} showSteps={false} {...plots} />
            <p className="flex flex-wrap gap-x-4 px-3 text-12 text-muted">
              <LineKey series={look.training}>{data.training?.name} (training){point?.training != null && ` ${formatPercent(point.training)}`}</LineKey>
              <LineKey series={look.heldOut}>{data.heldOut?.name} (<Term name="held-out" />){point?.heldOut != null && ` ${formatPercent(point.heldOut)}`}</LineKey>
            </p>
            <p className="mt-2 flex flex-wrap items-baseline justify-between gap-x-3 border-t border-line px-3 pt-2 text-13">
              <span className="font-semibold"><Term name="rank agreement">Rank agreement</Term> <span className="font-normal text-muted">over prompts</span></span>
              <span className={point?.rankAgreement == null ? "text-unknown" : "font-medium tabular-nums"}>{point?.rankAgreement == null ? "not known" : point.rankAgreement.toFixed(2)}</span>
            </p>
            <StepPlot label="Rank agreement of the two reward models over training steps" summary={model.summary} series={agreement} yRange={model.agreementRange} formatY={asAgreement} height={heights[1]} {...plots} />
          </>}
    </StepPanel>
  );
}

function Foot({ data, point }: { data: OverOptimisation; point: OverOptimisationPoint | undefined }) {
  const fit = fitSentence(data);
  const flag = flagSentence(data.flag);
  return (
    <>
      {point?.medianLengthRatio != null && <p><Term name="length ratio">Length ratio</Term> {point.medianLengthRatio.toFixed(2)}{point.kl !== null && `; KL ${point.kl.toPrecision(3)} nats`}</p>}
      {flag && <p className={`mt-1 ${data.flag?.flagged ? "font-medium text-regressed" : ""}`}>{flag}</p>}
      {fit && <p className="mt-1"><Term name="KL fit">KL.</Term> {fit}</p>}
      <p className="mt-1">The curves are without a guarantee: the optimised model always rises faster.</p>
    </>
  );
}
