"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { formatPoints, formatScore, formatStep } from "@/lib/chart/format";
import { itemErrorWords } from "@/lib/chart/item-error-words";
import type { Pair } from "@/lib/contracts/checkpoints";
import { CopyButton } from "../../../../_ui/copy-button";
import { formatProbability } from "../../../../_ui/format-probability";
import { Term } from "../../../../_ui/term";
import { VisibleLine } from "../../../../_ui/visible-line";
import { WrittenText } from "../../../../_ui/written-text";
import { MarginBar } from "./margin-bar";
import { outcomeLook } from "./outcome-look";
import { PairAttributes } from "./pair-attributes";
import { PairSigns } from "./pair-signs";
import { DiffText, type NoMarks, useWordDiff } from "./word-diff";

const MarkdownText = dynamic(() => import("./markdown-text"), { loading: () => <p className="text-13 text-muted">Reading Markdown…</p> });

/** The text that a completion is read against. Null text: `absence` says why. */
export type Other = { title: ReactNode; name: string; text: string | null; absence: string; score: number | null; note: string; outcome: Pair["outcome"] | undefined };
export type TextView = "raw" | "markdown";

const cutWords = (cut: Pair["cut"]) => (cut === "none" ? "" : `${cut} cut to fit the reward model`);
const finishWords = (reason: string | null) => (reason === null || reason === "stop" ? "" : `ended: ${reason}`);

/**
 * What another step's pair is, as the side to read against.
 * @param pair undefined while it is being read, and where it could not be
 */
export function otherOfStep(pair: Pair | null | undefined, step: number, error: Error | null): Other {
  const name = `step ${formatStep(step)}`;
  return {
    title: <>Completion at <span className="font-normal">{name}</span></>, name, text: pair?.completion ?? null, score: pair?.score ?? null,
    absence: pair !== undefined ? `no text at ${name}` : error ? `The text at ${name} could not be read: ${error.message}` : `Reading the text at ${name}…`,
    note: pair ? [cutWords(pair.cut), finishWords(pair.finishReason)].filter(Boolean).join(", ") : "", outcome: pair?.outcome,
  };
}
export function otherOfReference(pair: Pair, name: string): Other {
  return { title: <>Reference <span className="font-normal">{name}</span></>, name: "the reference", text: pair.reference, absence: "no text at the reference", score: pair.referenceScore, note: cutWords(pair.referenceCut), outcome: undefined };
}

/** Prompt over reference and completion side by side, with what the reward model made of them. */
export function PairDetail({ pair, other, most, diff, view }: { pair: Pair; other: Other; most: number; diff: boolean; view: TextView }) {
  const { text, colour } = outcomeLook[pair.outcome ?? "pending"];
  const sides = useWordDiff(diff && view === "raw" ? other.text : null, diff && view === "raw" ? pair.completion : null);
  const compared = sides !== null && typeof sides !== "string" ? sides : null;
  const written = (shown: string) => (view === "markdown" ? <MarkdownText text={shown} /> : <WrittenText key={shown.slice(0, 40)} text={shown} />);
  return (
    <article className="panel min-w-0" aria-label={`Pair ${pair.key}`}>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-5 py-2 text-13">
        <h3 className="inline-flex min-w-0 items-center font-mono text-13 font-medium"><VisibleLine text={pair.key} className="truncate" /><CopyButton text={pair.key} what="the key" /></h3>
        <span className="flex min-w-0 flex-wrap gap-1">{pair.tags.map((tag) => <span key={tag} className="chip"><VisibleLine text={tag} /></span>)}</span>
        <span className={`font-semibold ${colour}`}>{text}</span>
        {pair.since?.outcome && pair.since.outcome !== pair.outcome && <span className="text-muted">was a {pair.since.outcome}</span>}
        <div className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-1 max-sm:ml-0">
          {pair.margin !== null && <span className="inline-flex items-center gap-2"><span className="text-muted"><Term name="margin" /></span><MarginBar margin={pair.margin} most={most} /><span className="font-medium tabular-nums">{pair.margin > 0 ? "+" : ""}{formatScore(pair.margin)}</span></span>}
          {pair.since?.change != null && <span className="text-12 text-muted">since then <span className="text-ink tabular-nums">{pair.since.change > 0 ? "+" : ""}{formatScore(pair.since.change)}</span></span>}
          {pair.probability !== null && <span><span className="text-muted">P(better)</span> <span className="font-medium tabular-nums">{formatProbability(pair.probability)}</span></span>}
          {pair.probabilityAB !== undefined && pair.probabilityBA !== undefined && (
            <span className="text-12 text-muted" title="Probability that the completion is better, by the order in which the reward model read the two">
              shown first <span className="text-ink tabular-nums">{formatProbability(pair.probabilityAB)}</span>, second <span className="text-ink tabular-nums">{formatProbability(pair.probabilityBA)}</span>, bias <span className="text-ink tabular-nums">{formatPoints((pair.probabilityAB - pair.probabilityBA) / 2)}</span>
            </span>
          )}
        </div>
      </header>
      {pair.error && <p className="border-b border-line bg-unknown-wash px-5 py-1.5 text-13">{itemErrorWords(pair.error)}</p>}
      <div className="max-h-[30vh] overflow-y-auto border-b border-line px-5 py-3" tabIndex={0} role="region" aria-label="Prompt">
        {(pair.messages ?? [{ role: "prompt", content: pair.prompt ?? "" }]).map((message, i) => <div key={i} className={i > 0 ? "mt-2" : ""}><p className="kicker mb-0.5">{message.role}</p>{written(message.content)}</div>)}
      </div>
      <div className="grid divide-line max-md:divide-y md:grid-cols-2 md:divide-x">
        <Side title={other.title} score={other.score} note={other.note}>
          {other.text === null ? <None what={other.absence} /> : compared ? <DiffText parts={compared.left} side="left" /> : written(other.text)}
        </Side>
        <Side title="Completion" score={pair.score} note={[cutWords(pair.cut), finishWords(pair.finishReason)].filter(Boolean).join(", ")}>
          {pair.completion === null ? <None what="no completion for this prompt" /> : pair.completion === "" ? <None what="empty text" /> : compared ? <DiffText parts={compared.right} side="right" /> : written(pair.completion)}
        </Side>
      </div>
      {typeof sides === "string" && <p className="border-t border-line px-5 py-1.5 text-12 text-muted">{noMarkWords[sides]}</p>}
      {pair.completion !== null && other.text !== null && <PairSigns prompt={pair.messages?.map(({ content }) => content).join("\n") ?? pair.prompt ?? ""} completion={pair.completion} other={other.text} name={other.name} />}
      {pair.attributes && pair.attributes.length > 0 && <PairAttributes attributes={pair.attributes} />}
    </article>
  );
}

const noMarkWords: Record<NoMarks, string> = {
  "too-long": "These texts are too long to mark their differences.", unlike: "Differences are not marked: the two have hardly a word in common.",
};
const None = ({ what }: { what: string }) => <p className="text-13 text-unknown">{what}</p>;

function Side({ title, score, note, children }: { title: ReactNode; score: number | null; note: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-5 py-3">
      <p className="mb-1 flex items-baseline justify-between gap-3 text-12 text-muted"><span className="font-medium">{title}</span>{score !== null && <span>score <span className="text-ink">{formatScore(score)}</span></span>}</p>
      {children}
      {note && <p className="mt-1.5 text-12 text-unknown"><VisibleLine text={note} /></p>}
    </div>
  );
}
