import { useMemo } from "react";
import { formatCount } from "@/lib/chart/format";
import { prepareEpisodes } from "@/lib/chart/prepare-episodes";
import type { Curve } from "@/lib/contracts/curves";
import { Term } from "../../_ui/term";

/** Every episode of detection, the open one first; a run that is in its first one needs no table. */
export function EpisodesTable({ curve }: { curve: Curve }) {
  const rows = useMemo(() => prepareEpisodes(curve).toReversed(), [curve]);
  if (rows.length < 2) return null;
  return (
    <div className="scroll-x max-h-[240px] overflow-y-auto border-t border-line" tabIndex={0} role="region" aria-label="Episodes of detection">
      <table className="grid-table">
        <thead className="sticky top-0">
          <tr>
            <th scope="col" className="num"><Term name="episode">Episode</Term></th><th scope="col" className="num">Looks</th><th scope="col" className="num">Steps</th>
            <th scope="col" className="num"><Term name="run-adjusted p">Smallest run-adjusted p</Term></th><th scope="col">Alarm level</th><th scope="col">Began</th><th scope="col">Ended</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ number, open, looks, steps, smallest, level, reached, began, ended }) => (
            <tr key={number} className={open ? "" : "text-muted"}>
              <td className="num font-semibold">{formatCount(number)}</td><td className="num">{looks}</td><td className="num">{steps}</td><td className="num">{smallest}</td>
              <td>{level} {reached ? <span className="font-medium text-regressed">reached</span> : "not reached"}</td><td>{began}</td><td>{ended}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
