import Link from "next/link";
import type { ReactNode } from "react";
import type { Estimate } from "@/lib/contracts/primitives";
import type { ListedRun } from "@/lib/contracts/runs";
import { detectableWords } from "@/lib/chart/decision-words";
import { formatCount, formatPoints, formatStep } from "@/lib/chart/format";
import { EstimateValue } from "./estimate-value";
import { RelativeTime } from "./relative-time";
import { RunProgress } from "./run-progress";
import { Sparkline } from "./sparkline";
import { VerdictMark } from "./verdict-mark";

export type RunCells = Record<"name" | "verdict" | "curve" | "best" | "last" | "looks" | "detectable" | "progress" | "age", ReactNode>;

/** Why a verdict is not known, in the space of a cell; the whole sentence is on the run's page. */
const shortly: Record<string, string> = {
  "no-curve": "nothing to compare with", "no-checkpoints": "no checkpoint yet", "all-failed": "nothing could be scored", "too-few-prompts": "too few prompts to test",
  "one-checkpoint": "one look", "all-tied": "every prompt a tie", "incomplete-look": "last look incomplete", "too-few-looks": "too few looks", "dip-recovered": "a dip that recovered",
};
const unknown = <span className="text-unknown">–</span>;

function VerdictCell({ summary: { verdict, code, reason, regression } }: ListedRun) {
  const detail = verdict === "regressed" && regression
    ? `since ${formatStep(regression.step)}, ${formatPoints(-regression.drop)}${regression.kind === "unconfirmed" ? "?" : ""}`
    : shortly[code];
  return (
    <span className="flex flex-col" title={reason}>
      <VerdictMark verdict={verdict} />
      {detail && <span className="text-12 text-muted">{detail}</span>}
    </span>
  );
}

function StepCell({ step, value, tone, note }: { step: number; value: Estimate; tone: string; note?: string | undefined }) {
  return (
    <span className="flex flex-col">
      <span className={`font-semibold tabular-nums ${tone}`}>{formatStep(step)}{note && <span className="ml-1.5 text-12 font-normal text-unknown">{note}</span>}</span>
      <span className="text-12"><EstimateValue estimate={value} unit="fraction" /></span>
    </span>
  );
}

/** As the run's page says it, and as the list is ordered: without the luck of having been picked as the highest, where that is known. */
function BestCell({ best: { step, provisional, value, shrunk }, rate }: { best: NonNullable<ListedRun["summary"]["best"]>; rate: string | undefined }) {
  const isShrunk = shrunk.value !== null;
  const note = provisional ? "provisional" : [rate, isShrunk && "shrunk"].filter(Boolean).join(", ");
  return <StepCell step={step} value={isShrunk ? shrunk : value} tone="text-best" note={note} />;
}

/** What is said of a run in a list: each cell by the name of its column. */
export function runCells(run: ListedRun, projectLink: (project: string) => string): RunCells {
  const { summary } = run;
  const detectable = detectableWords(run.detectable);
  const rate = summary.metric === "winRate" ? "win rate" : undefined;
  return {
    name: (
      <span className="flex min-w-0 flex-col">
        <Link href={`/runs/${run.id}`} data-run-link className="truncate text-14 font-semibold hover:text-tide">{run.name}</Link>
        <span className="truncate text-12 font-normal text-muted">
          <Link href={projectLink(run.project)} className="hover:text-ink" title={`Only project ${run.project}`} prefetch={false}>{run.project}</Link>
          <span aria-hidden> · </span><span title={`Prompt set ${run.promptSet.name}, ${formatCount(run.promptSet.nPrompts)} prompts`}>{run.promptSet.name}</span>
        </span>
      </span>
    ),
    verdict: <VerdictCell {...run} />,
    curve: summary.sparkline.steps.length === 0 ? unknown : <Link href={`/runs/${run.id}`} tabIndex={-1} prefetch={false} className="block w-full max-w-[200px]"><Sparkline summary={summary} /></Link>,
    best: summary.best ? <BestCell best={summary.best} rate={rate} /> : unknown,
    last: summary.last ? <StepCell step={summary.last.step} value={summary.last.value} tone="" note={summary.last.provisional ? "scoring" : rate} /> : run.lastStep === null ? unknown : <span className="font-semibold">{formatStep(run.lastStep)}</span>,
    looks: <>{formatCount(summary.nLooks)}<span className="text-muted"> of {formatCount(run.plan.expectedLooks)}</span></>,
    detectable: detectable ? <span title={detectable.detail}>{detectable.value}</span> : <span className="text-unknown" title="Fewer than 50 independent prompts are not tested">–</span>,
    progress: <RunProgress run={run} />,
    age: <RelativeTime at={run.lastActivityAt} />,
  };
}
