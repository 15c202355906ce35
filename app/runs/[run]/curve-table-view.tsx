"use client";

import { useQuery } from "@tanstack/react-query";
import { tableRows } from "@/lib/chart/table-rows";
import type { Curve } from "@/lib/contracts/curves";
import { type ChangesSource, changesQuery } from "../../_queries/changes";

/** The chart as tables, one a curve: every point, nothing thinned. A single curve needs no name. */
export function CurveTableView({ curves }: { curves: readonly { name: string; curve: Curve; source: ChangesSource }[] }) {
  return (
    <div className="scroll-x mt-2 max-h-[480px] overflow-y-auto border-t border-line" tabIndex={0} role="region" aria-label={curves.length === 1 ? "The curve as a table" : "The curves as tables"}>
      {curves.map(({ name, curve, source }) => <CurveTable key={name} name={curves.length === 1 ? null : name} curve={curve} source={source} />)}
    </div>
  );
}

function CurveTable({ name, curve, source }: { name: string | null; curve: Curve; source: ChangesSource }) {
  const { data, error } = useQuery(changesQuery(source, curve));
  const { columns, rows } = tableRows(curve, data ?? (error ? "could not be read" : null));
  return (
    <table className="grid-table">
      {name !== null && <caption className="px-3 pt-3 pb-1 text-left text-13 font-medium">{name}</caption>}
      <thead className="sticky top-0"><tr>{columns.map((c) => <th key={c.key} scope="col" className={c.align === "end" ? "num" : ""}>{c.label}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.checkpointId}>
            {columns.map((c) => <td key={c.key} className={c.align === "end" ? "num" : ""}>{c.key === "step" ? <strong className="font-semibold">{row.cells.step}</strong> : row.cells[c.key]}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
