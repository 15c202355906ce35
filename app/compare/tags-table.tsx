import { comparedBy, isKnown } from "@/lib/chart/compare-sentence";
import { formatCount, formatP, formatPoints } from "@/lib/chart/format";
import type { Comparison } from "@/lib/contracts/comparisons";
import { VisibleLine } from "../_ui/visible-line";

/** The same difference by tag, corrected for the number of tags. */
export function TagsTable({ comparison }: { comparison: Comparison }) {
  const deciding = comparedBy(comparison);
  if (comparison.byTag.length === 0) return null;
  return (
    <section className="panel min-w-0 lg:col-span-2 min-[118rem]:col-span-1" aria-labelledby="tags-title">
      <h2 id="tags-title" className="px-5 pt-4 text-16">By tag</h2>
      <div className="scroll-x mt-1" tabIndex={0} role="region" aria-label="Table of tags">
        <table className="grid-table">
          <thead><tr><th scope="col">Tag</th><th scope="col" className="num">Prompts</th><th scope="col" className="num">{deciding === "winProbability" ? "Win probability" : "Win rate"}, b − a [95 %]</th><th scope="col" className="num">p, Holm over tags</th><th scope="col" className="num">loss to win</th><th scope="col" className="num">win to loss</th></tr></thead>
          <tbody>
            {comparison.byTag.map(({ tag, nPrompts, flips, adjustedP, ...metrics }) => {
              const metric = metrics[deciding];
              return (
                <tr key={tag}>
                  <th scope="row" className="max-w-[260px] truncate"><VisibleLine text={tag} /></th><td className="num">{formatCount(nPrompts)}</td>
                  {isKnown(metric) && adjustedP !== null
                    ? <><td className="num"><span className="font-semibold">{formatPoints(metric.difference, metric)}</span> <span className="text-muted">[{formatPoints(metric.low, metric)}, {formatPoints(metric.high, metric)}]</span></td><td className={`num ${adjustedP <= 0.05 ? "font-semibold" : ""}`}>{formatP(adjustedP)}</td></>
                    : <td className="num text-unknown" colSpan={2}>too few prompts to say</td>}
                  <td className="num text-healthy">{flips.lossToWin}</td><td className="num text-regressed">{flips.winToLoss}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
