"use client";

import { useSyncExternalStore } from "react";
import { formatExactTime, formatRelativeTime } from "@/lib/chart/format-time";

let now = Date.now();
const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

/** One clock for all times on a page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  clock ??= setInterval(() => { now = Date.now(); listeners.forEach((l) => l()); }, 15_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) { clearInterval(clock); clock = undefined; }
  };
}

/** `2 min ago`, with the exact time on hover. */
export function RelativeTime({ at }: { at: string }) {
  const words = useSyncExternalStore(
    subscribe,
    () => formatRelativeTime(at, Math.max(now, Date.parse(at))),
    () => formatRelativeTime(at, Math.max(Date.now(), Date.parse(at))),
  );
  return <time dateTime={at} title={formatExactTime(at)} suppressHydrationWarning>{words}</time>;
}
