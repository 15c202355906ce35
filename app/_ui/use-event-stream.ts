"use client";

import { useEffect, useEffectEvent, useState } from "react";

/** "paused": the page is hidden. "polling": events do not come through, so the caller is told every two seconds instead. */
export type LiveState = "connecting" | "live" | "polling" | "paused";

const kinds = ["progress", "curve", "alert", "reset"] as const;
const pollMs = 2_000;
const retryMs = 10_000;
/** A run that is being scored changes many times a second; a page that follows it need not. */
const restMs = 700;

/** Which run changed; null: any may have. */
type Notify = (runId: string | null) => void;

/** Whether all that is shown came with the page itself; pages reached from it may show what was kept from before. */
let isNewDocument = true;

/**
 * Follows server-sent events and calls `onChange` with the runs that changed (null: any may have), at most about once in `restMs`.
 * One stream for all tabs of a browser (it allows six connections to an origin); none while the page is hidden.
 * @param seen revision of the run as the server wrote it into the page: what has changed since is told, and nothing is read again
 *   otherwise; left out, what is shown is read again once
 */
export function useEventStream(path: string, onChange: (runIds: ReadonlySet<string> | null) => void, seen?: number): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  const changed = useEffectEvent(onChange);
  const firstSeen = useEffectEvent(() => seen);

  useEffect(() => {
    let stop: (() => void) | null = null;
    let resting: ReturnType<typeof setTimeout> | null = null;
    let all = false;
    let some = new Set<string>();
    const tell = () => {
      changed(all ? null : some);
      all = false;
      some = new Set();
      resting = setTimeout(() => {
        resting = null;
        if (all || some.size > 0) tell();
      }, restMs);
    };
    const notify: Notify = (runId) => {
      if (runId === null) all = true;
      else some.add(runId);
      if (!resting) tell();
    };
    const follow = () => {
      stop?.();
      stop = null;
      const since = isNewDocument ? firstSeen() : undefined;
      isNewDocument = false;
      if (document.visibilityState === "hidden") return setState("paused");
      stop = followShared(path, notify, setState, since);
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      if (resting) clearTimeout(resting);
      stop?.();
    };
  }, [path]);
  return state;
}

type Told = { changed: string | null } | { state: LiveState };

/** The tab that holds the lock reads the stream and passes it on; where there are no locks (plain HTTP), every tab reads its own. */
function followShared(path: string, notify: Notify, setState: (state: LiveState) => void, since: number | undefined): () => void {
  if (!("locks" in navigator) || typeof BroadcastChannel === "undefined") return followStream(path, notify, setState, since);
  const name = `tidemark${path}`;
  const channel = new BroadcastChannel(name);
  const abort = new AbortController();
  let stop: (() => void) | null = null;
  let release: (() => void) | null = null;
  channel.onmessage = ({ data }: MessageEvent<Told>) => ("state" in data ? setState(data.state) : notify(data.changed));
  const hold = (from: number | undefined) => new Promise<void>((resolve) => {
    if (abort.signal.aborted) return resolve();
    release = resolve;
    const tell = (what: Told) => channel.postMessage(what);
    stop = followStream(path, (runId) => { notify(runId); tell({ changed: runId }); }, (state) => { setState(state); tell({ state }); }, from);
  });
  navigator.locks
    .request(name, { ifAvailable: true }, (lock) => {
      if (lock) return hold(since);
      if (abort.signal.aborted) return undefined;
      // Another tab holds the stream already: what was missed before this one listened is fetched once.
      notify(null);
      setState("live");
      navigator.locks.request(name, { signal: abort.signal }, () => hold(undefined)).catch(() => undefined);
      return undefined;
    })
    .catch(() => undefined);
  return () => {
    abort.abort();
    stop?.();
    release?.();
    channel.close();
  };
}

function followStream(path: string, notify: Notify, setState: (state: LiveState) => void, since: number | undefined): () => void {
  let source: EventSource | null = null;
  let poll: ReturnType<typeof setInterval> | null = null;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let from = since;
  const endPolling = () => {
    if (poll) clearInterval(poll);
    poll = null;
  };
  const heard = (event: MessageEvent<string>) => notify(runOf(event.data));
  const open = () => {
    source = new EventSource(from === undefined ? path : `${path}?lastEventId=${from}`);
    source.onopen = () => {
      endPolling();
      setState("live");
      if (from === undefined) notify(null);
      from = undefined;
    };
    for (const kind of kinds) source.addEventListener(kind, heard);
    source.onerror = () => {
      setState("polling");
      poll ??= setInterval(() => notify(null), pollMs);
      // The browser tries again by itself unless the server refused; then we do.
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, retryMs);
    };
  };
  open();
  return () => {
    source?.close();
    endPolling();
    if (retry) clearTimeout(retry);
  };
}

function runOf(data: string): string | null {
  try {
    const { run } = JSON.parse(data) as { run?: unknown };
    return typeof run === "string" ? run : null;
  } catch {
    return null;
  }
}
