"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import type { Run } from "@/lib/contracts/runs";
import { formatCount, formatStep } from "@/lib/chart/format";
import { leadMetric } from "@/lib/chart/lead-metric";
import { prepareCurve } from "@/lib/chart/prepare-curve";
import { bestQuery, curveQuery } from "../_queries/run";
import { EstimateValue } from "./estimate-value";
import { RelativeTime } from "./relative-time";
import { RunProgress } from "./run-progress";
import { Sparkline } from "./sparkline";
import { Term } from "./term";

type Cells = { name: ReactNode; status: ReactNode; best: ReactNode; last: ReactNode; looks: ReactNode; curve: ReactNode; when: ReactNode };

function useCells(run: Run, projectLink: (project: string) => string): Cells {
  const enabled = run.nCheckpoints > 0;
  const { data: curve } = useQuery({ ...curveQuery(run.id), enabled });
  const { data: best } = useQuery({ ...bestQuery(run.id), enabled });
  const lead = curve ? leadMetric(curve) : "winProbability";
  const model = useMemo(() => (curve ? prepareCurve(curve, lead, { best: best ?? null, mostPoints: 160 }) : null), [curve, best, lead]);
  const bestValue = lead === "winProbability" ? best?.chosen?.winProbability : curve?.points.find((p) => p.checkpointId === best?.chosen?.checkpointId)?.winRate;
  const latest = model?.segments.flat().at(-1)?.point;
  const none = <span className="text-unknown">–</span>;
  const leadNote = lead === "winRate" && <span className="text-12 text-muted">win rate</span>;
  return {
    name: (
      <span className="flex min-w-0 items-baseline gap-1.5">
        <Link href={projectLink(run.project)} className="truncate text-muted hover:text-ink" title={`Only project ${run.project}`}>{run.project}</Link>
        <span className="text-muted" aria-hidden>/</span>
        <Link href={`/runs/${run.id}`} className="truncate text-14 font-semibold hover:text-tide">{run.name}</Link>
      </span>
    ),
    status: <RunProgress run={run} />,
    best: best?.chosen ? (
      <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
        <span className="font-semibold text-best">{formatStep(best.chosen.step)}</span>
        {bestValue && <EstimateValue estimate={bestValue} unit="fraction" />}{leadNote}
      </span>
    ) : none,
    last: latest ? (
      <span className="inline-flex items-baseline gap-2 whitespace-nowrap">
        <span className="font-semibold">{formatStep(latest.step)}</span>
        <EstimateValue estimate={latest[lead]} unit="fraction" />{leadNote}
      </span>
    ) : run.lastStep === null ? none : <span className="font-semibold">{formatStep(run.lastStep)}</span>,
    looks: curve ? formatCount(curve.points.filter((p) => p.look !== null).length) : none,
    curve: model ? <Link href={`/runs/${run.id}`} tabIndex={-1} className="block w-full max-w-[200px]"><Sparkline model={model} /></Link> : none,
    when: <RelativeTime at={run.lastActivityAt} />,
  };
}

export function RunsTable({ runs, projectLink }: { runs: readonly Run[]; projectLink: (project: string) => string }) {
  return (
    <>
      <div className="panel scroll-x max-lg:hidden">
        <table className="grid-table">
          <caption className="sr-only">Runs, last active first</caption>
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">Checkpoints</th>
              <th scope="col">Best so far, <Term name="provisional" /></th>
              <th scope="col">Latest</th>
              <th scope="col" className="num"><Term name="look">Looks</Term></th>
              <th scope="col"><Term name="win probability">Win probability</Term>, <Term name="interval">95 % band</Term></th>
              <th scope="col" className="num">Last activity</th>
            </tr>
          </thead>
          <tbody>{runs.map((run) => <Row key={run.id} run={run} projectLink={projectLink} />)}</tbody>
        </table>
      </div>
      <ul className="space-y-3 lg:hidden">{runs.map((run) => <Card key={run.id} run={run} projectLink={projectLink} />)}</ul>
    </>
  );
}

type RowProps = { run: Run; projectLink: (project: string) => string };

function Row({ run, projectLink }: RowProps) {
  const cells = useCells(run, projectLink);
  return (
    <tr>
      <th scope="row" className="max-w-[320px]">{cells.name}</th>
      <td>{cells.status}</td>
      <td>{cells.best}</td>
      <td>{cells.last}</td>
      <td className="num">{cells.looks}</td>
      <td className="w-[224px] py-1!">{cells.curve}</td>
      <td className="num text-muted">{cells.when}</td>
    </tr>
  );
}

function Card({ run, projectLink }: RowProps) {
  const cells = useCells(run, projectLink);
  return (
    <li className="panel p-4">
      <div className="flex items-baseline justify-between gap-3"><h2 className="min-w-0 text-13">{cells.name}</h2><span className="text-12 whitespace-nowrap text-muted">{cells.when}</span></div>
      <div className="mt-3 flex items-center justify-between gap-3 text-13">{cells.status}<div className="flex min-w-0 flex-1 justify-end">{cells.curve}</div></div>
      <dl className="mt-3 grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-13">
        <dt className="text-muted">best so far</dt><dd className="text-right">{cells.best}</dd>
        <dt className="text-muted">latest</dt><dd className="text-right">{cells.last}</dd>
      </dl>
    </li>
  );
}
