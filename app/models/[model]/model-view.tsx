"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { RewardModel } from "@/lib/contracts/reward-models";
import { rewardModelQuery } from "../../_queries/reward-models";
import { Notice } from "../../_ui/notice";
import { RelativeTime } from "../../_ui/relative-time";
import { StatusMark } from "../../_ui/status-mark";
import { VisibleLine } from "../../_ui/visible-line";
import { kindWords } from "../model-words";
import { CalibrationPanel } from "./calibration-panel";
import { ConformanceReport } from "./conformance-report";
import { FamilyPanel } from "./family-panel";
import { GoldenScoresPanel } from "./golden-scores-panel";
import { ModelFacts } from "./model-facts";
import { TryIt } from "./try-it";

/** One reward model: its state, its report, and a place to try it; followed while it is being checked. */
export function ModelView({ id }: { id: string }) {
  const { data: model, error } = useQuery(rewardModelQuery(id));
  if (!model) return <p className="page text-muted" role="status">{error?.message ?? "Reading the reward model…"}</p>;
  return (
    <div className="page space-y-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="text-20 [overflow-wrap:anywhere]"><Link href="/models" className="font-normal text-muted hover:text-ink">Models</Link><span className="px-1.5 font-normal text-muted" aria-hidden>/</span>{model.name}</h1>
        <span className="text-13 text-muted">{kindWords[model.kind]}</span>
        <span aria-live="polite"><StatusMark status={model.status} /></span>
        <span className="ml-auto text-12 text-muted max-md:ml-0">registered <RelativeTime at={model.createdAt} /></span>
      </div>
      {error && <p role="alert" className="text-13 text-regressed">This page could not be refreshed: {error.message}</p>}
      {model.status === "failed" && <FailedNotice model={model} />}
      {model.notice && <Notice tone="unknown"><VisibleLine text={model.notice} wrap /></Notice>}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,420px)]">
        <div className="min-w-0 space-y-4">
          <ConformanceReport model={model} />
          <CalibrationPanel model={model} />
          <GoldenScoresPanel model={model} />
          <TryIt model={model} />
        </div>
        <div className="min-w-0 space-y-4">
          <ModelFacts model={model} />
          <FamilyPanel model={model} />
        </div>
      </div>
    </div>
  );
}

function FailedNotice({ model: { conformance } }: { model: RewardModel }) {
  const failed = conformance.filter(({ outcome }) => outcome === "fail");
  return (
    <Notice tone="regressed" title="This model failed its check, so it scores nothing and draws no points.">
      {failed.map(({ check, detail }) => <p key={check}><span className="font-mono text-12">{check}</span>: <VisibleLine text={detail} wrap /></p>)}
      <p className="mt-1 text-muted">Mend what is named here, then send the same registration again: the model is checked anew.</p>
    </Notice>
  );
}
