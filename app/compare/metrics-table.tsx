import { isKnown, sideNames } from "@/lib/chart/compare-sentence";
import { formatCount, formatEstimate, formatP, formatPercent, formatPoints } from "@/lib/chart/format";
import { reasonWords } from "@/lib/chart/reason-words";
import type { ComparedMetric, Comparison } from "@/lib/contracts/comparisons";
import { Term } from "../_ui/term";

/** Both metrics with difference, interval, p and the test's name; then who scores higher, prompt by prompt. */
export function MetricsTable({ comparison }: { comparison: Comparison }) {
  const names = sideNames(comparison);
  const { nPrompts, nUnits, nExcluded, headToHead } = comparison;
  return (
    <section className="panel" aria-label="Differences">
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Table of differences">
        <table className="grid-table">
          <thead><tr><th scope="col">Metric</th><th scope="col" className="num">a: {names.a}</th><th scope="col" className="num">b: {names.b}</th><th scope="col" className="num">b − a [95 %]</th><th scope="col" className="num">p, two-sided</th><th scope="col" className="w-full max-lg:hidden">Method</th></tr></thead>
          <tbody>
            <Row name={<Term name="win probability" />} metric={comparison.winProbability} />
            <Row name={<Term name="win rate" />} metric={comparison.winRate} />
            <tr><th scope="row">Head to head<Under>{headToHeadMethod}</Under></th><td className="num" colSpan={3}>{headToHead.value === null ? <span className="text-unknown">{formatEstimate(headToHead, "fraction")}</span> : <>b scores higher on <span className="font-semibold">{formatEstimate(headToHead, "fraction")}</span></>}</td><td /><td className="text-12 whitespace-normal text-muted max-lg:hidden">{headToHeadMethod}</td></tr>
          </tbody>
        </table>
      </div>
      <p className="max-w-[90ch] px-5 py-2 text-12 text-muted">{formatCount(nPrompts)} prompts, {formatCount(nUnits)} independent units{nExcluded > 0 ? `, ${formatCount(nExcluded)} left out: no value on one side` : ""}. Not corrected for looking at many pairs of checkpoints; the run’s verdict is.</p>
    </section>
  );
}

const headToHeadMethod = "ties one half; the two texts scored directly against each other";

/** Where a column of methods has no room, each stands under its metric. */
const Under = ({ children }: { children: string }) => <span className="block max-w-[190px] text-12 font-normal whitespace-normal text-muted max-sm:max-w-[120px] lg:hidden">{children}</span>;

function Row({ name, metric }: { name: React.ReactNode; metric: ComparedMetric }) {
  const share = (value: number | null) => (value === null ? <span className="text-unknown">–</span> : formatPercent(value));
  return (
    <tr>
      <th scope="row">{name}<Under>{metric.method}</Under></th><td className="num">{share(metric.a)}</td><td className="num">{share(metric.b)}</td>
      {isKnown(metric)
        ? <><td className="num"><span className={metric.low > 0 ? "font-semibold text-healthy" : metric.high < 0 ? "font-semibold text-regressed" : "font-semibold"}>{formatPoints(metric.difference, metric)}</span> <span className="text-muted">[{formatPoints(metric.low, metric)}, {formatPoints(metric.high, metric)}]</span></td><td className="num">{formatP(metric.p)}</td></>
        : <td className="text-unknown" colSpan={2}>{reasonWords(metric.reason ?? "unknown")}</td>}
      <td className="text-12 whitespace-normal text-muted max-lg:hidden">{metric.method}</td>
    </tr>
  );
}
