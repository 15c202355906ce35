"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { Curve } from "@/lib/contracts/curves";
import type { Best, Verdict } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { detectableWords, jitterAdvice, splitReason } from "@/lib/chart/decision-words";
import { formatCount, formatPercent, formatPoints, formatStep } from "@/lib/chart/format";
import { leadMetric } from "@/lib/chart/lead-metric";
import { metrics } from "@/lib/chart/metrics";
import { formatStepRanges } from "@/lib/chart/step-ranges";
import { CopyButton } from "../../_ui/copy-button";
import { EstimateValue } from "../../_ui/estimate-value";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";

type Tone = "best" | "regressed" | "healthy" | "unknown";
const edge: Record<Tone, string> = { best: "before:bg-best", regressed: "before:bg-regressed", healthy: "before:bg-healthy", unknown: "before:bg-unknown" };

/** What to do, how sure that is, and how far the present is from the best. */
export function DecisionCard({ run, curve, best, verdict, onShow, turnedAt }: {
  run: Run; curve: Curve; best: Best | null; verdict: Verdict | undefined; onShow: (step: number) => void;
  /** Address of the pairs of a step, those first that changed most. */
  turnedAt: (step: number) => string;
}) {
  return (
    <section aria-label="Decision" className="panel grid gap-px overflow-hidden bg-line! md:max-xl:grid-cols-2 xl:grid-cols-[minmax(320px,1.5fr)_minmax(220px,1fr)_minmax(260px,1.25fr)_auto]">
      <BestCell best={best} curve={curve} onShow={onShow} />
      <PresentCell curve={curve} best={best} />
      <VerdictCell verdict={verdict} turnedAt={turnedAt} />
      <EvidenceCell run={run} curve={curve} verdict={verdict} />
    </section>
  );
}

function Cell({ title, tone, children }: { title: ReactNode; tone?: Tone; children: ReactNode }) {
  return (
    <div className={`relative min-w-0 bg-raised px-5 py-4 ${tone ? `before:absolute before:inset-y-0 before:left-0 before:w-[3px] ${edge[tone]}` : ""}`}>
      <h2 className="kicker">{title}</h2>
      <div className="mt-1">{children}</div>
    </div>
  );
}

function BestCell({ best, curve, onShow }: { best: Best | null; curve: Curve; onShow: (step: number) => void }) {
  const chosen = best?.chosen;
  if (!chosen) return <Cell title="Keep" tone="unknown"><p className="text-16 font-semibold text-unknown">Not known yet</p><p className="mt-1 text-13 text-muted">{best?.explanation ?? "The best checkpoint is picked when one has been scored completely."}</p></Cell>;
  const lead = leadMetric(curve);
  const estimate = lead === "winProbability" ? chosen.winProbability : curve.points.find((p) => p.checkpointId === chosen.checkpointId)?.winRate;
  return (
    <Cell tone="best" title={best.provisional ? <>Keep, <Term name="provisional" /></> : "Keep"}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <button type="button" className="text-28 font-semibold tracking-tight text-best" onClick={() => onShow(chosen.step)} title="Show it in the chart">Step {formatStep(chosen.step)}</button>
        {estimate && <span className="text-14"><EstimateValue estimate={estimate} unit="fraction" strong /> <span className="text-muted">{metrics[lead].label.toLowerCase()}</span></span>}
      </p>
      {chosen.path !== null && (
        <p className="mt-1.5 flex min-w-0 items-center gap-1">
          <VisibleLine text={chosen.path} end={36} className="truncate font-mono text-13" />
          <CopyButton text={chosen.path} what="the checkpoint’s path" />
        </p>
      )}
      {best.bestSet.length > 1 && <p className="mt-1.5 text-13">Same within error (95 %): {formatStepRanges(best.bestSet, curve.points.map(({ step }) => step))}</p>}
      {best.safeToDelete.length > 0 && (
        <details className="mt-1.5 text-13">
          <summary className="cursor-pointer">Safe to delete: {formatCount(best.safeToDelete.length)} {best.safeToDelete.length === 1 ? "checkpoint" : "checkpoints"}</summary>
          <p className="mt-1 text-muted">Steps {best.safeToDelete.map(formatStep).join(", ")}. Kept: {best.keep.map(formatStep).join(", ")}. Tidemark deletes nothing.</p>
        </details>
      )}
      <p className="mt-1.5 max-w-[64ch] text-12 text-muted">{best.explanation}</p>
    </Cell>
  );
}

/** The distance from the high-water line is what the eye looks for first; it is a difference, not a test. */
function PresentCell({ curve, best }: { curve: Curve; best: Best | null }) {
  const lead = leadMetric(curve);
  const latest = curve.points.findLast((p) => !p.provisional && p[lead].value !== null);
  const estimate = latest?.[lead];
  if (!latest || !estimate || estimate.value === null) return <Cell title="Latest"><p className="text-16 text-unknown">No scored step yet</p></Cell>;
  const top = curve.points.find((p) => p.checkpointId === best?.chosen?.checkpointId)?.[lead].value ?? null;
  const difference = top === null ? null : estimate.value - top;
  return (
    <Cell title="Latest scored step">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <span className="text-20 leading-9 font-semibold tracking-tight">Step {formatStep(latest.step)}</span>
        <EstimateValue estimate={estimate} unit="fraction" />
      </p>
      {best?.chosen?.step === latest.step
        ? <p className="mt-1.5 text-13">It is the best so far.</p>
        : difference !== null && <p className="mt-1.5 text-13"><span className="font-semibold">{formatPoints(difference, estimate)}</span> from the best <span className="text-muted">(difference of two point estimates, not a test)</span></p>}
    </Cell>
  );
}

const verdictLook: Record<Verdict["verdict"], { tone: Tone; text: string; colour: string }> = {
  healthy: { tone: "healthy", text: "Healthy", colour: "text-healthy" },
  regressed: { tone: "regressed", text: "Regressed", colour: "text-regressed" },
  insufficient: { tone: "unknown", text: "Not enough evidence", colour: "text-unknown" },
  pending: { tone: "unknown", text: "Pending", colour: "text-unknown" },
};

function VerdictCell({ verdict, turnedAt }: { verdict: Verdict | undefined; turnedAt: (step: number) => string }) {
  if (!verdict) return <Cell title="Verdict" tone="unknown"><p className="text-16 text-unknown">Reading…</p></Cell>;
  const { tone, text, colour } = verdictLook[verdict.verdict];
  const since = verdict.verdict === "regressed" ? verdict.regression?.step : undefined;
  const { headline, rest } = splitReason(verdict.reason);
  return (
    <Cell title="Verdict" tone={tone}>
      <p className={`text-16 leading-9 font-semibold ${colour}`}>{since === undefined ? text : headline}</p>
      <p className="mt-1.5 max-w-[52ch] text-13">{since === undefined ? verdict.reason : rest}</p>
      {since !== undefined && (
        <p className="mt-1.5 text-13"><Link className="text-tide hover:underline" href={turnedAt(since)}>See the prompts that changed most at step {formatStep(since)}</Link></p>
      )}
    </Cell>
  );
}

function EvidenceCell({ run, curve, verdict }: { run: Run; curve: Curve; verdict: Verdict | undefined }) {
  const nLooks = curve.points.filter((p) => p.look !== null).length;
  const detectable = detectableWords(verdict?.detectable ?? run.detectable);
  const advice = jitterAdvice(verdict?.jitter ?? null, run.plan.delta);
  const rows: [ReactNode, string][] = [
    ["prompts", formatCount(run.promptSet.nPrompts)],
    [<Term key="look" name="look">looks</Term>, `${formatCount(nLooks)} of ${formatCount(run.plan.expectedLooks)} planned`],
    ["error budget", formatPercent(run.plan.alpha, { low: 0, high: 1 })],
    ["smallest drop worth an alarm", formatPoints(run.plan.delta).replace("+", "")],
    ...(detectable === null ? [] : [["smallest detectable drop", detectable.value] as [string, string]]),
  ];
  return (
    <Cell title="Evidence and plan">
      <dl className="mt-2 grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 text-13">
        {rows.map(([name, value], i) => <div key={i} className="contents"><dt className="text-muted">{name}</dt><dd className="text-right font-medium whitespace-nowrap">{value}</dd></div>)}
      </dl>
      {detectable && <p className="mt-1.5 max-w-[52ch] text-12 text-muted">{detectable.detail}</p>}
      {advice && <p className="mt-1.5 max-w-[52ch] text-12 text-unknown">{advice}</p>}
    </Cell>
  );
}
