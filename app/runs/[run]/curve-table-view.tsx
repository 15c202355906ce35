import { tableRows } from "@/lib/chart/table-rows";
import type { Curve } from "@/lib/contracts/curves";

/** The chart as a table: every point, nothing thinned. */
export function CurveTableView({ curve }: { curve: Curve }) {
  const { columns, rows } = tableRows(curve);
  return (
    <div className="scroll-x mt-2 max-h-[480px] overflow-y-auto border-t border-line" tabIndex={0} role="region" aria-label="The curve as a table">
      <table className="grid-table">
        <thead className="sticky top-0"><tr>{columns.map((c) => <th key={c.key} scope="col" className={c.align === "end" ? "num" : ""}>{c.label}</th>)}</tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.checkpointId}>
              {columns.map((c) => <td key={c.key} className={c.align === "end" ? "num" : ""}>{c.key === "step" ? <strong className="font-semibold">{row.cells.step}</strong> : row.cells[c.key]}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
