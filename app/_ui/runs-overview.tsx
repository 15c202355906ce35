"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { alertsKey } from "../_queries/alerts";
import { runKey } from "../_queries/run";
import { namedRunsQuery, runsKey, runsQuery } from "../_queries/runs";
import { ChosenRuns } from "./chosen-runs";
import { LiveMark } from "./live-mark";
import { NeedsMe } from "./needs-me";
import { NoRuns } from "./no-runs";
import { Notice } from "./notice";
import { storePinnedRuns } from "./pinned-runs";
import { RunsFilters } from "./runs-filters";
import { type RunsView, addressOfRuns } from "./runs-selection";
import { RunsTable, firstOrder } from "./runs-table";
import { useEventStream } from "./use-event-stream";
import { useRowKeys } from "./use-row-keys";

/** What needs somebody first, then every run. The address holds search, choices, order, page and the chosen runs. */
export function RunsOverview({ view, names, pinnedBefore }: { view: RunsView; names: { projects: string[]; promptSets: string[] }; pinnedBefore: string[] }) {
  const { chosen: chosenBefore, ...selection } = view;
  const router = useRouter();
  const client = useQueryClient();
  const [pinned, setPinned] = useState(pinnedBefore);
  const [chosen, setChosen] = useState(chosenBefore);
  const [isMoving, startMoving] = useTransition();
  const list = useRef<HTMLDivElement>(null), search = useRef<HTMLInputElement>(null);
  const { data, isPlaceholderData, error, isPaused, refetch } = useQuery(runsQuery(selection));
  const named = useQuery(namedRunsQuery(pinned, selection));
  const live = useEventStream("/api/v1/events", (changed) => {
    for (const queryKey of [runsKey, alertsKey]) void client.invalidateQueries({ queryKey });
    if (changed === null) void client.invalidateQueries({ queryKey: ["run"] });
    else for (const run of changed) void client.invalidateQueries({ queryKey: runKey(run) });
  });
  useRowKeys(list, search);
  // Chosen runs are part of the address, but choosing one is no step that "back" should undo.
  const address = addressOfRuns({ ...selection, chosen });
  useEffect(() => {
    if (window.location.pathname === "/" && window.location.search !== address.slice(1)) window.history.replaceState(null, "", address);
  }, [address]);

  const toAddress = (change: Partial<RunsView>) => addressOfRuns({ ...selection, cursor: "", chosen, ...change });
  const move = (change: Partial<RunsView>, how: "typed" | "chosen") =>
    startMoving(() => (how === "typed" ? router.replace : router.push)(toAddress(change), { scroll: false }));
  const pin = (id: string) => setPinned((before) => {
    const after = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
    storePinnedRuns(after);
    return after;
  });
  const choose = (ref: string) => setChosen((before) => (before.includes(ref) ? before.filter((one) => one !== ref) : [...before, ref]));

  const onTop = selection.cursor ? [] : (named.data?.items ?? []).filter(({ id }) => pinned.includes(id));
  const runs = [...onTop, ...(data?.items ?? []).filter(({ id }) => !onTop.some((run) => run.id === id))];
  const isNarrowed = Boolean(selection.q || selection.project || selection.promptSet || selection.verdict || selection.cursor);
  if (data && runs.length === 0 && !isNarrowed) return <NoRuns />;
  const sort = selection.sort ?? "activity";
  return (
    <>
      <NeedsMe />
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-20">Runs</h1>
        <LiveMark state={live} />
        <RunsFilters selection={selection} names={names} onChange={move} searchField={search} />
      </div>
      {(error || isPaused) && (
        <div role="alert" className="mb-3"><Notice tone="regressed" title="The list could not be refreshed; it may be old.">
          {error?.message ?? "This browser is offline."} <button type="button" className="link" onClick={() => void refetch()}>Ask again now</button>
        </Notice></div>
      )}
      <div ref={list} aria-busy={isMoving || isPlaceholderData} className={isMoving || isPlaceholderData ? "opacity-60" : ""}>
        {runs.length === 0 ? (
          <p className="panel px-5 py-8 text-muted">No run matches. <Link className="link" href="/">Show all runs</Link></p>
        ) : (
          <RunsTable
            runs={runs} sort={sort} order={selection.order ?? firstOrder(sort)} projectLink={(project) => toAddress({ project })}
            sortLink={(by, order) => toAddress({ sort: by === "activity" ? undefined : by, order: order === firstOrder(by) ? undefined : order })}
            pinned={new Set(pinned)} onPin={pin} chosen={new Set(chosen)} onChoose={choose}
          />
        )}
      </div>
      <ChosenRuns chosen={chosen} shown={runs} onClear={() => setChosen([])} />
      {(selection.cursor || data?.nextCursor) && (
        <nav aria-label="Pages" className="mt-4 flex items-center justify-between text-13">
          {selection.cursor ? <Link className="button" href={toAddress({})}>First page</Link> : <span />}
          {data?.nextCursor && <Link className="button" rel="next" href={toAddress({ cursor: data.nextCursor })}>Next page</Link>}
        </nav>
      )}
    </>
  );
}
