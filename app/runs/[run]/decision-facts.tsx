"use client";

import type { ReactNode } from "react";
import type { Curve } from "@/lib/contracts/curves";
import type { Best, Verdict } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { detectableWords, jitterAdvice } from "@/lib/chart/decision-words";
import { formatCount, formatLevel, formatPoints, formatStep } from "@/lib/chart/format";
import { metrics } from "@/lib/chart/metrics";
import { formatStepRanges } from "@/lib/chart/step-ranges";
import { CopyButton } from "../../_ui/copy-button";
import { EstimateValue } from "../../_ui/estimate-value";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { DeletableList } from "./deletable-list";
import { PinCheckpointButton } from "./pin-checkpoint-button";

type Props = { run: Run; curve: Curve; best: Best | null; verdict: Verdict | undefined; onShow: (step: number) => void; mayWrite: boolean };

/** What to keep, what is as good, what can go, and what all of it rests on. */
export function DecisionFacts(props: Props) {
  return (
    <div className="grid gap-px border-t border-line bg-line md:grid-cols-2 print:grid-cols-2! xl:grid-cols-[minmax(300px,1.35fr)_minmax(250px,1.1fr)_minmax(210px,0.9fr)_minmax(270px,1.1fr)]">
      <KeepCell {...props} />
      <SetCell {...props} />
      <LatestCell {...props} />
      <EvidenceCell {...props} />
    </div>
  );
}

function Cell({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 bg-raised px-5 py-3.5">
      <h3 className="kicker">{title}</h3>
      <div className="mt-0.5">{children}</div>
    </div>
  );
}

const unpicked = "The best checkpoint is picked when one has been scored completely.";

function KeepCell({ run, curve, best, onShow, mayWrite }: Props) {
  const chosen = best?.chosen;
  if (!chosen) return <Cell title="Keep"><p className="text-16 leading-9 font-semibold text-unknown">Not known yet</p><p className="text-13 text-muted">{best?.explanation ?? unpicked}</p></Cell>;
  const point = curve.points.find((p) => p.checkpointId === chosen.checkpointId);
  const shrunk = chosen.shrunk.value === null ? null : chosen.shrunk;
  const estimate = shrunk ?? (best.metric === "winProbability" ? chosen.winProbability : point?.winRate);
  return (
    <Cell title={best.provisional ? <>Keep, <span className="text-unknown"><Term name="provisional" /></span></> : "Keep"}>
      <p className="flex flex-wrap items-baseline gap-x-3">
        <button type="button" className={`text-28 font-semibold tracking-tight ${best.provisional ? "text-unknown" : "text-best"}`} onClick={() => onShow(chosen.step)} title="Show it in the chart">Step {formatStep(chosen.step)}</button>
        {estimate && <span className="text-14"><EstimateValue estimate={estimate} unit="fraction" strong /> <span className="text-muted">{metrics[best.metric].label.toLowerCase()}{shrunk && <>, <Term name="shrunk value">shrunk</Term></>}</span></span>}
      </p>
      <p className="mt-0.5 flex min-w-0 flex-wrap items-center gap-1">
        {chosen.path !== null && <><VisibleLine text={chosen.path} end={36} className="truncate font-mono text-13" /><CopyButton text={chosen.path} what="the checkpoint’s path" /></>}
        <PinCheckpointButton run={run.id} step={chosen.step} branch={point?.branch ?? curve.branch} mayWrite={mayWrite} />
      </p>
      <p className="mt-1 max-w-[64ch] text-12 text-muted">{best.explanation}</p>
    </Cell>
  );
}

function SetCell({ run, curve, best, verdict, onShow }: Props) {
  const known = curve.points.map(({ step }) => step);
  const others = best?.bestSet.filter((step) => step !== best.chosen?.step) ?? [];
  const earliest = best?.earliestWithin;
  return (
    <Cell title={<Term name="best set">Same within error</Term>}>
      {!best?.chosen || best.method === null ? <p className="text-16 leading-9 font-semibold text-unknown">Not known yet</p> : (
        <>
          <p className="text-16 leading-9 font-semibold">{others.length === 0 ? "No other step" : formatStepRanges(best.bestSet, known)}</p>
          {others.length > 0 && <p className="text-13 text-muted">{formatCount(best.bestSet.length)} of {formatCount(known.length)} steps cannot be told apart (95 %).</p>}
          {earliest && (
            <p className="mt-1.5 text-13">
              <Term name="earliest within">Earliest within {formatLevel(earliest.tolerance)}</Term>: {earliest.step === best.chosen.step
                ? <span className="text-muted">the best itself</span>
                : <button type="button" className="link tabular-nums" onClick={() => onShow(earliest.step)}>step {formatStep(earliest.step)}</button>}
            </p>
          )}
        </>
      )}
      {verdict && <DeletableList run={run.id} curve={curve} steps={verdict.safeToDelete} keep={verdict.keep} />}
    </Cell>
  );
}

/** The distance from the high-water line is what the eye looks for first; it is a difference, not a test. */
function LatestCell({ curve, best, verdict, onShow }: Props) {
  const metric = verdict?.metric ?? best?.metric ?? "winProbability";
  const latest = curve.points.findLast((p) => !p.provisional && p[metric].value !== null);
  const estimate = latest?.[metric];
  if (!latest || !estimate || estimate.value === null) return <Cell title="Latest scored step"><p className="text-16 leading-9 font-semibold text-unknown">None yet</p></Cell>;
  const top = best?.chosen?.shrunk.value ?? curve.points.find((p) => p.checkpointId === best?.chosen?.checkpointId)?.[metric].value ?? null;
  return (
    <Cell title="Latest scored step">
      <p className="flex flex-wrap items-baseline gap-x-3">
        <button type="button" className="text-20 leading-9 font-semibold tracking-tight" onClick={() => onShow(latest.step)} title="Show it in the chart">Step {formatStep(latest.step)}</button>
        <EstimateValue estimate={estimate} unit="fraction" />
      </p>
      {best?.chosen?.step === latest.step
        ? <p className="text-13">It is the one to keep.</p>
        : top !== null && <p className="text-13"><span className="font-semibold">{formatPoints(estimate.value - top, estimate)}</span> from the <Term name="high-water line" /> <span className="text-muted">(a difference, not a test)</span></p>}
    </Cell>
  );
}

function EvidenceCell({ run, curve, verdict }: Props) {
  const plan = verdict?.episode?.plan ?? run.plan;
  const nLooks = curve.points.filter((p) => p.look !== null).length;
  const detectable = detectableWords(verdict?.detectable ?? run.detectable);
  const advice = jitterAdvice(verdict?.jitter ?? null, plan.delta);
  const rows: [ReactNode, ReactNode][] = [
    [<Term key="look" name="look">looks</Term>, `${formatCount(nLooks)} of ${formatCount(plan.expectedLooks)} planned`],
    ...(verdict && verdict.nPending > 0 ? [["pending", <span key="pending" className="text-unknown">{formatCount(verdict.nPending)} {verdict.nPending === 1 ? "checkpoint" : "checkpoints"}</span>] as [ReactNode, ReactNode]] : []),
    [<Term key="error" name="error budget">run-wide error</Term>, `at most ${formatLevel(verdict?.errorLevel ?? plan.alpha)}`],
    [<Term key="delta" name="smallest drop worth an alarm">drop worth an alarm</Term>, formatPoints(plan.delta).replace("+", "")],
    [<Term key="detectable" name="detectable drop" />, detectable ? detectable.value : <span className="text-unknown">nothing can be tested</span>],
    ...(verdict?.episode && verdict.episode.number > 1 ? [[<Term key="episode" name="episode" />, `${formatCount(verdict.episode.number)}, from look ${formatCount(verdict.episode.afterLook + 1)}`] as [ReactNode, ReactNode]] : []),
  ];
  return (
    <Cell title="Evidence and plan">
      <dl className="mt-1.5 grid grid-cols-[1fr_auto] gap-x-6 gap-y-0.5 text-13">
        {rows.map(([name, value], i) => <div key={i} className="contents"><dt className="text-muted">{name}</dt><dd className="text-right font-medium whitespace-nowrap">{value}</dd></div>)}
      </dl>
      {detectable && <p className="mt-1 text-12 text-muted">{detectable.detail}</p>}
      {advice && <p className="mt-1 text-12 text-muted"><span className="font-medium text-unknown"><Term name="jitter">Jitter.</Term></span> {advice}</p>}
    </Cell>
  );
}
