"use client";

import Link from "next/link";
import { useState } from "react";
import { formatCount } from "@/lib/chart/format";
import type { Comparison } from "@/lib/contracts/comparisons";
import { VisibleLine } from "../_ui/visible-line";
import { pairHref } from "./pair-href";

const shownAtFirst = 12;

/** Prompts whose outcome turned, both ways; each leads to the words. */
export function FlipLists({ comparison, search }: { comparison: Comparison; search: URLSearchParams }) {
  const { flips } = comparison;
  return (
    <section className="panel px-5 py-4" aria-labelledby="flips-title">
      <h2 id="flips-title" className="text-16">Prompts that turned</h2>
      <div className="mt-2 grid gap-4 sm:grid-cols-2">
        <Keys title="win to loss" tone="text-regressed" keys={flips.winToLoss} hrefOf={(key) => pairHref(comparison.b, key, search)} />
        <Keys title="loss to win" tone="text-healthy" keys={flips.lossToWin} hrefOf={(key) => pairHref(comparison.b, key, search)} />
      </div>
    </section>
  );
}

function Keys({ title, tone, keys, hrefOf }: { title: string; tone: string; keys: readonly string[]; hrefOf: (key: string) => string }) {
  const [all, setAll] = useState(false);
  return (
    <div className="min-w-0">
      <h3 className={`text-13 ${tone}`}>{formatCount(keys.length)} {title}</h3>
      <ul className="mt-1 space-y-0.5 text-13">{keys.slice(0, all ? undefined : shownAtFirst).map((key) => <li key={key} className="truncate"><Link className="link" href={hrefOf(key)}><VisibleLine text={key} /></Link></li>)}</ul>
      {keys.length > shownAtFirst && <button type="button" className="link mt-1 text-12" onClick={() => setAll(!all)}>{all ? "Show fewer" : `Show all ${formatCount(keys.length)}`}</button>}
    </div>
  );
}
