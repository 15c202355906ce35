import type { ReactNode } from "react";
import { formatCount, formatPercent, formatPoints } from "@/lib/chart/format";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import { OutcomeBar, outcomeParts, patternStyle } from "../../../../_charts/outcome-bar";
import { EstimateValue } from "../../../../_ui/estimate-value";
import { Term } from "../../../../_ui/term";
import { VisibleLine } from "../../../../_ui/visible-line";

/** The numbers of one checkpoint with all their denominators, and what was registered with it. */
export function CheckpointSummary({ checkpoint, point, curve }: { checkpoint: Checkpoint; point: CurvePoint | undefined; curve: Curve | undefined }) {
  const metadata = Object.entries(checkpoint.metadata ?? {});
  return (
    <section className="panel grid divide-line max-sm:divide-y sm:max-lg:grid-cols-2 lg:grid-cols-[auto_minmax(280px,1fr)_auto] lg:divide-x" aria-label="Summary">
      <dl className="grid grid-cols-[auto_auto] content-start gap-x-6 gap-y-1.5 border-line px-5 py-4 text-13 sm:max-lg:border-r">
        <Row name={<Term name="win probability">Win probability</Term>}>{point ? <EstimateValue estimate={point.winProbability} unit="fraction" strong /> : <NoPoint />}</Row>
        <Row name={<Term name="win rate">Win rate</Term>}>{point ? <EstimateValue estimate={point.winRate} unit="fraction" strong /> : <NoPoint />}</Row>
        <Row name={<>Mean <Term name="score" /></>}>{point ? <EstimateValue estimate={point.meanScore} unit="score" strong /> : <NoPoint />}</Row>
        {point?.positionBias != null && <Row name={<Term name="position bias">Position bias</Term>}><span className="font-semibold tabular-nums">{formatPoints(point.positionBias)}</span></Row>}
        {point?.winRateBounds && (point.nFailed > 0 || point.nMissing > 0) && (
          <Row name="Win rate if all absent lost / won"><span className="whitespace-nowrap">{formatPercent(point.winRateBounds.worst)} / {formatPercent(point.winRateBounds.best)}</span></Row>
        )}
      </dl>
      <div className="border-line px-5 py-4 sm:max-lg:order-last sm:max-lg:col-span-2 sm:max-lg:border-t">
        <div className="flex items-baseline justify-between text-13">
          <span><span className="font-medium">{formatCount(point?.nPrompts ?? 0)}</span> <span className="text-muted">prompts compared{point?.provisional && <span className="text-unknown">, provisional: {formatCount(point.nPending)} still to be scored</span>}</span></span>
          {point?.incomplete && <span className="chip text-unknown!">incomplete: failed and missing above 2 %</span>}
        </div>
        {point && <div className="mt-2"><OutcomeBar point={point} className="h-4" /></div>}
        <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-13">
          {point && outcomeParts.map(({ key, text, token, pattern }) => (
            <li key={key} className="inline-flex items-center gap-1.5"><span className="inline-block size-2.5 rounded-[2px]" style={patternStyle(token, pattern)} aria-hidden /><span className={point[key] > 0 ? "font-medium" : "text-muted"}>{formatCount(point[key])}</span> <span className="text-muted">{text}</span></li>
          ))}
          {point && <li><span className={point.nTruncated > 0 ? "font-medium" : "text-muted"}>{formatCount(point.nTruncated)}</span> <span className="text-muted"><Term name="truncated" /></span></li>}
        </ul>
        {curve?.rewardModel && <p className="mt-3 text-12 text-muted">{curve.rewardModel.name} against {curve.referenceSet?.name ?? "no references"}. {curve.rewardModel.notice}</p>}
      </div>
      <dl className="grid max-h-[180px] min-w-[220px] grid-cols-[auto_1fr] content-start gap-x-6 gap-y-1 overflow-y-auto px-5 py-4 text-13 lg:max-w-[420px]" tabIndex={metadata.length > 6 ? 0 : undefined}>
        <Row name="completions">{formatCount(checkpoint.nCompletions)}</Row>
        <Row name="look">{point?.look ? formatCount(point.look) : <NoPoint />}</Row>
        <Row name="mean length">{point?.meanLength == null ? <NoPoint /> : `${formatCount(Math.round(point.meanLength))} characters`}</Row>
        {metadata.map(([key, value]) => <Row key={key} name={<VisibleLine text={key} className="truncate" />}><VisibleLine text={typeof value === "string" ? value : JSON.stringify(value)} className="block truncate text-right font-mono text-12! leading-5!" /></Row>)}
      </dl>
    </section>
  );
}

const Row = ({ name, children }: { name: ReactNode; children: ReactNode }) => <><dt className="min-w-0 text-muted">{name}</dt><dd className="min-w-0 text-right">{children}</dd></>;
const NoPoint = () => <span className="text-unknown">–</span>;
