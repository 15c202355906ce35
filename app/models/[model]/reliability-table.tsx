import { formatCount, formatLevel, formatPercent, formatPercentInterval } from "@/lib/chart/format";
import type { Reliability } from "@/lib/contracts/reward-models";
import { isFilled } from "./calibration-words";

/** The diagram's numbers; a bin without pairs says so. */
export function ReliabilityTable({ reliability }: { reliability: Reliability }) {
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-13 text-muted hover:text-ink">The same numbers as a table</summary>
      <div className="scroll-x mt-1" tabIndex={0} role="region" aria-label="Table of bins">
        <table className="grid-table">
          <thead><tr><th scope="col">Probability</th><th scope="col" className="num">Pairs</th><th scope="col" className="num">Predicted</th><th scope="col" className="num">Observed [95 %, Wilson]</th></tr></thead>
          <tbody>
            {reliability.bins.map((bin) => (
              <tr key={bin.from}>
                <th scope="row" className="num">{formatLevel(bin.from)} to {formatLevel(bin.to)}</th><td className="num">{formatCount(bin.n)}</td>
                {isFilled(bin)
                  ? <><td className="num">{formatPercent(bin.predicted)}</td><td className="num"><span className="font-medium">{formatPercent(bin.observed, bin)}</span> <span className="text-muted">{formatPercentInterval(bin)}</span></td></>
                  : <td className="num text-unknown" colSpan={2}>no pair</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
