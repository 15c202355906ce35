"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { runKey } from "../_queries/run";
import { type RunsSelection, runsQuery } from "../_queries/runs";
import { LiveMark } from "./live-mark";
import { NoRuns } from "./no-runs";
import { RunsTable } from "./runs-table";
import { useEventStream } from "./use-event-stream";

function addressOf(selection: RunsSelection): string {
  const search = new URLSearchParams(Object.entries(selection).filter(([, v]) => v)).toString();
  return search ? `/?${search}` : "/";
}

/** All runs, last active first; search, project and page are in the address. */
export function RunsOverview({ selection }: { selection: RunsSelection }) {
  const router = useRouter();
  const client = useQueryClient();
  const [words, setWords] = useState(selection.q ?? "");
  const settled = useDeferredValue(words);
  const written = useRef(selection.q ?? "");
  const { data, isPlaceholderData, error } = useQuery(runsQuery(selection));
  const live = useEventStream("/api/v1/events", (changed) => {
    void client.invalidateQueries({ queryKey: ["runs"] });
    if (changed === null) void client.invalidateQueries({ queryKey: ["run"] });
    else for (const run of changed) void client.invalidateQueries({ queryKey: runKey(run) });
  });

  useEffect(() => {
    if (settled === written.current) return;
    const wait = setTimeout(() => {
      written.current = settled;
      router.replace(addressOf({ ...selection, q: settled, cursor: "" }), { scroll: false });
    }, 200);
    return () => clearTimeout(wait);
  }, [settled, selection, router]);

  const runs = data?.items ?? [];
  const filtered = Boolean(selection.q || selection.project || selection.cursor);
  if (data && runs.length === 0 && !filtered) return <NoRuns />;
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-3">
        <h1 className="text-20">Runs</h1>
        <LiveMark state={live} />
        <div className="ml-auto flex flex-wrap items-center gap-2 max-sm:ml-0 max-sm:w-full">
          {selection.project && (
            <Link href={addressOf({ ...selection, project: "", cursor: "" })} className="button" aria-label={`Project ${selection.project}: show all projects`}>
              <span className="text-muted">project</span> {selection.project} <span aria-hidden>×</span>
            </Link>
          )}
          <label className="sr-only" htmlFor="search">Search runs by project or name</label>
          <input id="search" type="search" className="field w-[260px] max-sm:w-full" placeholder="Search project or name" value={words} onChange={(event) => setWords(event.target.value)} />
        </div>
      </div>
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The list could not be refreshed: {error.message}</p>}
      {runs.length === 0 ? (
        <p className="panel px-5 py-8 text-muted">
          No run matches. <Link className="link" href="/">Show all runs</Link>
        </p>
      ) : (
        <div className={isPlaceholderData ? "opacity-60" : ""}><RunsTable runs={runs} projectLink={(project) => addressOf({ q: selection.q ?? "", project })} /></div>
      )}
      {(selection.cursor || data?.nextCursor) && (
        <nav aria-label="Pages" className="mt-4 flex items-center justify-between text-13">
          {selection.cursor ? <Link className="button" href={addressOf({ ...selection, cursor: "" })}>First page</Link> : <span />}
          {data?.nextCursor && <Link className="button" rel="next" href={addressOf({ ...selection, cursor: data.nextCursor })}>Older runs</Link>}
        </nav>
      )}
    </>
  );
}
