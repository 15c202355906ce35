"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import type { ListedRun, RunOrder, RunSort } from "@/lib/contracts/runs";
import { PinRunButton } from "./pin-run-button";
import { type RunCells, runCells } from "./run-cells";
import { refOf } from "./run-ref";
import { Term } from "./term";

export interface RunsTableProps {
  runs: readonly ListedRun[];
  sort: RunSort;
  order: RunOrder;
  sortLink: (sort: RunSort, order: RunOrder) => string;
  projectLink: (project: string) => string;
  pinned: ReadonlySet<string>;
  onPin: (id: string) => void;
  chosen: ReadonlySet<string>;
  onChoose: (ref: string) => void;
}

/** Which way a column is sorted first: names from A to Z, everything else largest, newest or worst first. */
export const firstOrder = (sort: RunSort): RunOrder => (sort === "name" ? "asc" : "desc");

const columns: readonly { cell: keyof RunCells; title: string; sort?: RunSort; num?: boolean; about?: ReactNode }[] = [
  { cell: "name", title: "Run", sort: "name" },
  { cell: "verdict", title: "Verdict", sort: "verdict" },
  { cell: "curve", title: "Win probability", about: <Term name="interval">95 % band</Term> },
  { cell: "best", title: "Best step", sort: "best" },
  { cell: "last", title: "Last step", sort: "last" },
  { cell: "looks", title: "Looks", sort: "looks", num: true },
  { cell: "detectable", title: "Detectable drop", sort: "detectable", num: true },
  { cell: "progress", title: "Progress", sort: "progress" },
  { cell: "age", title: "Active", sort: "activity", num: true },
];
const hints: Partial<Record<RunSort, string>> = {
  verdict: "regressed first", best: "by the value of the best checkpoint, corrected for having been picked", last: "by step",
  detectable: "the drop that the next look would find with probability one half", progress: "by the share of checkpoints that is scored",
};

export function RunsTable(props: RunsTableProps) {
  return (
    <>
      <div className="panel scroll-x max-lg:hidden">
        <table className="grid-table">
          <caption className="sr-only">Runs. A heading sorts by its column. In the list, j and k move, Enter opens, x chooses, p pins.</caption>
          <thead>
            <tr>
              <th scope="col" className="w-14 pr-0!"><span className="sr-only">Choose and pin</span></th>
              {columns.map((column) => <Heading key={column.cell} column={column} table={props} />)}
            </tr>
          </thead>
          <tbody>{props.runs.map((run) => <Row key={run.id} run={run} table={props} />)}</tbody>
        </table>
      </div>
      <ul className="grid gap-3 md:grid-cols-2 lg:hidden">{props.runs.map((run) => <Card key={run.id} run={run} table={props} />)}</ul>
    </>
  );
}

function Heading({ column: { title, sort, num, about }, table }: { column: (typeof columns)[number]; table: RunsTableProps }) {
  const isSorted = sort !== undefined && table.sort === sort;
  const next: RunOrder | null = sort === undefined ? null : isSorted ? (table.order === "asc" ? "desc" : "asc") : firstOrder(sort);
  return (
    <th scope="col" className={num ? "num" : ""} {...(isSorted && { "aria-sort": table.order === "asc" ? "ascending" as const : "descending" as const })}>
      {sort === undefined || next === null ? title : (
        <Link href={table.sortLink(sort, next)} scroll={false} prefetch={false} title={`Sort${hints[sort] ? ` ${hints[sort]}` : ""}`} className={`-my-1 inline-flex min-h-6 items-center gap-1 hover:text-ink ${isSorted ? "font-semibold text-ink" : ""}`}>
          {title}<SortSign order={isSorted ? table.order : null} />
        </Link>
      )}
      {about && <>, {about}</>}
    </th>
  );
}

const SortSign = ({ order }: { order: RunOrder | null }) => (
  <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden className={order ? "text-tide" : "opacity-0"}>
    <path d={order === "asc" ? "M1 6h6L4 1.5z" : "M1 2h6L4 6.5z"} fill="currentColor" />
  </svg>
);

type RowProps = { run: ListedRun; table: RunsTableProps };

function Choose({ run, table }: RowProps) {
  const ref = refOf(run);
  return (
    <label className="flex size-6 items-center justify-center">
      <input type="checkbox" className="size-4 accent-tide" checked={table.chosen.has(ref)} onChange={() => table.onChoose(ref)} data-choose aria-label={`Choose ${run.project} / ${run.name}`} />
    </label>
  );
}

const Pin = ({ run, table }: RowProps) => <PinRunButton name={run.name} pinned={table.pinned.has(run.id)} onPin={() => table.onPin(run.id)} />;

function Row({ run, table }: RowProps) {
  const cells = runCells(run, table.projectLink);
  return (
    <tr data-run-row className="focus-within:[&>*]:bg-tide-wash">
      <td className="pr-0!"><span className="flex items-center"><Choose run={run} table={table} /><Pin run={run} table={table} /></span></td>
      {columns.map(({ cell, num }) => cell === "name"
        ? <th key={cell} scope="row" className="max-w-[240px] min-w-[150px]">{cells.name}</th>
        : <td key={cell} className={`${num ? "num" : ""} ${cell === "curve" ? "w-[216px] py-1!" : ""}`}>{cells[cell]}</td>)}
    </tr>
  );
}

function Card({ run, table }: RowProps) {
  const cells = runCells(run, table.projectLink);
  return (
    <li className="panel min-w-0 p-4" data-run-row>
      <div className="flex items-start justify-between gap-2">
        <h2 className="min-w-0 flex-1 text-13">{cells.name}</h2>
        <span className="flex shrink-0 items-center"><Choose run={run} table={table} /><Pin run={run} table={table} /></span>
      </div>
      <div className="mt-2 flex items-center justify-between gap-3 text-13">{cells.verdict}<div className="flex min-w-0 flex-1 justify-end">{cells.curve}</div></div>
      <dl className="mt-3 grid grid-cols-2 gap-x-4 gap-y-2 text-13 [&_dt]:text-12 [&_dt]:text-muted">
        <div><dt>best</dt><dd>{cells.best}</dd></div>
        <div><dt>last</dt><dd>{cells.last}</dd></div>
        <div><dt>looks</dt><dd>{cells.looks}</dd></div>
        <div><dt>detectable drop</dt><dd>{cells.detectable}</dd></div>
        <div className="min-w-0"><dt>progress</dt><dd>{cells.progress}</dd></div>
        <div><dt>active</dt><dd>{cells.age}</dd></div>
      </dl>
    </li>
  );
}
