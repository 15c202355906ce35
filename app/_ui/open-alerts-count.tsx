"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { formatCount } from "@/lib/chart/format";
import { alertsQuery } from "../_queries/alerts";

const pollMs = 30_000;

/** How many alerts are open, where there are any. */
export function OpenAlertsCount() {
  const { data } = useInfiniteQuery({ ...alertsQuery({ state: "open" }), refetchInterval: pollMs });
  const n = data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  if (n === 0) return null;
  return (
    <span className="ml-1.5 inline-flex h-4 min-w-4 items-center justify-center rounded-full bg-regressed px-1 text-[11px] leading-4 font-semibold text-on-tide tabular-nums">
      {formatCount(n)}{data?.pages.at(-1)?.nextCursor ? "+" : ""}<span className="sr-only"> open</span>
    </span>
  );
}
