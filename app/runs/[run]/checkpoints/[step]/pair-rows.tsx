"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { formatScore } from "@/lib/chart/format";
import type { Pair } from "@/lib/contracts/checkpoints";
import { VisibleLine } from "../../../../_ui/visible-line";
import { MarginBar } from "./margin-bar";
import { outcomeLook } from "./outcome-look";

const rowHeight = 52;

/** The pairs as a list of which only what is in sight exists; nearing its end fetches more. */
export function PairRows({ pairs, at, most, hasMore, failed, onChoose, onMore }: {
  pairs: readonly Pair[]; at: number; most: number; hasMore: boolean; failed: boolean; onChoose: (key: string) => void; onMore: () => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: pairs.length + (hasMore ? 1 : 0), getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 10 });
  const items = rows.getVirtualItems();
  const end = items.at(-1)?.index ?? 0;
  useEffect(() => { if (hasMore && end >= pairs.length - 5) onMore(); }, [end, hasMore, onMore, pairs.length]);
  useEffect(() => { if (at >= 0) rows.scrollToIndex(at); }, [at, rows]);
  return (
    <div ref={box} className="panel h-[38vh] overflow-y-auto lg:h-[calc(100vh-190px)] lg:min-h-[420px]" tabIndex={0} role="listbox" aria-label="Pairs" aria-activedescendant={at < 0 ? undefined : `pair-${at}`}>
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const pair = pairs[index];
          const place = { transform: `translateY(${start}px)`, height: rowHeight };
          if (!pair) return <p key="more" className="absolute inset-x-0 px-4 py-3 text-12 text-muted" style={place}>{failed ? "The rest could not be read." : "Reading more…"}</p>;
          const look = outcomeLook[pair.outcome ?? "pending"];
          return (
            <div
              key={pair.key} id={`pair-${index}`} role="option" aria-selected={index === at} onClick={() => onChoose(pair.key)} style={place}
              className={`absolute inset-x-0 flex cursor-pointer items-center gap-2 border-b border-l-[3px] border-line pr-3 pl-3 hover:bg-tide-wash aria-selected:bg-tide-wash ${look.edge}`}
            >
              <span className={`w-4 shrink-0 text-center text-12 font-semibold ${look.colour}`} title={look.text}>{look.sign}<span className="sr-only"> {look.text}</span></span>
              <span className="flex min-w-0 flex-1 flex-col">
                <span className="truncate text-13 font-medium"><VisibleLine text={pair.key} /></span>
                <span className="truncate text-12 text-muted"><VisibleLine text={(pair.prompt ?? pair.messages?.findLast(({ role }) => role === "user")?.content ?? "").slice(0, 90)} className="text-12!" /></span>
              </span>
              {pair.since && pair.since.outcome !== pair.outcome && pair.since.outcome && <span className="text-12 text-muted" title={`was a ${pair.since.outcome} then`}>{outcomeLook[pair.since.outcome].sign}→{look.sign}</span>}
              {pair.margin !== null && <span className="flex shrink-0 flex-col items-end text-12 tabular-nums"><span>{pair.margin > 0 ? "+" : ""}{formatScore(pair.margin)}</span><MarginBar margin={pair.margin} most={most} width={56} /></span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}
