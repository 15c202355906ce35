import type { ReactNode } from "react";
import { formatScore } from "@/lib/chart/format";
import { itemErrorWords } from "@/lib/chart/item-error-words";
import type { Pair } from "@/lib/contracts/checkpoints";
import { formatProbability } from "../../../../_ui/format-probability";
import { Term } from "../../../../_ui/term";
import { VisibleLine } from "../../../../_ui/visible-line";
import { WrittenText } from "../../../../_ui/written-text";
import { PairAttributes } from "./pair-attributes";

type Shown = { text: string; colour: string; edge: string };
const look: Record<NonNullable<Pair["outcome"]> | "pending", Shown> = {
  win: { text: "win", colour: "text-healthy", edge: "before:bg-healthy" }, tie: { text: "tie", colour: "text-ink", edge: "before:bg-tie" },
  loss: { text: "loss", colour: "text-regressed", edge: "before:bg-regressed" }, failed: { text: "failed", colour: "text-unknown", edge: "before:bg-unknown" },
  missing: { text: "missing", colour: "text-unknown", edge: "before:bg-unknown" }, pending: { text: "not scored yet", colour: "text-unknown", edge: "before:bg-unknown" },
};

/** Prompt, reference and completion side by side, with what the reward model made of them. @param most largest margin in sight, for the bar's scale */
export function PairCard({ pair, most, referenceName }: { pair: Pair; most: number; referenceName: string }) {
  const { text, colour, edge } = look[pair.outcome ?? "pending"];
  return (
    <li className={`panel relative overflow-hidden before:absolute before:inset-y-0 before:left-0 before:w-[3px] ${edge}`}>
      <header className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 pr-4 pl-5 text-13">
        <h3 className="min-w-0 truncate font-mono text-13 font-medium"><VisibleLine text={pair.key} /></h3>
        <span className="flex gap-1">{pair.tags.map((tag) => <span key={tag} className="chip"><VisibleLine text={tag} /></span>)}</span>
        <div className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-1 max-sm:ml-0">
          {pair.margin !== null && <span className="inline-flex items-center gap-2"><span className="text-muted"><Term name="margin" /></span><MarginBar margin={pair.margin} most={most} /><span className="min-w-12 text-right font-medium tabular-nums">{pair.margin > 0 ? "+" : ""}{formatScore(pair.margin)}</span></span>}
          {pair.probability !== null && <span><span className="text-muted">P(better)</span> <span className="inline-block min-w-14 text-right font-medium tabular-nums">{formatProbability(pair.probability)}</span></span>}
          {pair.probabilityAB !== undefined && pair.probabilityBA !== undefined && (
            <span className="text-12 text-muted" title="Probability that the completion is better, by the order in which the reward model read the two">
              shown first <span className="text-ink tabular-nums">{formatProbability(pair.probabilityAB)}</span>, second <span className="text-ink tabular-nums">{formatProbability(pair.probabilityBA)}</span>
            </span>
          )}
          <span className={`min-w-10 text-right font-semibold ${colour}`}>{text}</span>
        </div>
      </header>
      {pair.error && <p className="border-b border-line bg-unknown-wash py-1.5 pr-4 pl-5 text-13">{itemErrorWords(pair.error)}</p>}
      <div className="grid divide-line max-lg:divide-y lg:grid-cols-[minmax(0,0.8fr)_minmax(0,1fr)_minmax(0,1fr)] lg:divide-x">
        <Text title="Prompt">{pair.messages ? <Messages messages={pair.messages} /> : <WrittenText text={pair.prompt ?? ""} />}</Text>
        <Text title={<>Reference <span className="font-normal">{referenceName}</span></>} score={pair.referenceScore} note={cutWords(pair.referenceCut)}>{pair.reference === null ? <None what="no reference" /> : <WrittenText text={pair.reference} />}</Text>
        <Text title="Completion" score={pair.score} note={[cutWords(pair.cut), finishWords(pair.finishReason)].filter(Boolean).join(", ")}>{pair.completion === null ? <None what="no completion for this prompt" /> : pair.completion === "" ? <None what="empty text" /> : <WrittenText text={pair.completion} />}</Text>
      </div>
      {pair.attributes && pair.attributes.length > 0 && <PairAttributes attributes={pair.attributes} />}
    </li>
  );
}

const cutWords = (cut: Pair["cut"]) => (cut === "none" ? "" : `${cut} cut to fit the reward model`);
const finishWords = (reason: string | null) => (reason === null || reason === "stop" ? "" : `ended: ${reason}`);
const None = ({ what }: { what: string }) => <p className="text-13 text-unknown">{what}</p>;

function Text({ title, score, note, children }: { title: ReactNode; score?: number | null; note?: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-5 py-3">
      <p className="mb-1 flex items-baseline justify-between gap-3 text-12 text-muted"><span className="font-medium">{title}</span>{score !== undefined && score !== null && <span>score <span className="text-ink">{formatScore(score)}</span></span>}</p>
      {children}
      {note && <p className="mt-1.5 text-12 text-unknown"><VisibleLine text={note} /></p>}
    </div>
  );
}

function Messages({ messages }: { messages: NonNullable<Pair["messages"]> }) {
  return <div className="space-y-2">{messages.map((message, i) => <div key={i}><p className="text-12 font-medium text-muted">{message.role}</p><WrittenText text={message.content} /></div>)}</div>;
}

/** Left of the middle the reference is ahead, right of it the checkpoint. */
function MarginBar({ margin, most }: { margin: number; most: number }) {
  const share = Math.min(1, Math.abs(margin) / most) * 40;
  return (
    <svg width="84" height="10" viewBox="0 0 84 10" aria-hidden>
      <path d="M42 0v10" stroke="var(--line-strong)" />
      <rect x={margin < 0 ? 42 - share : 42} y="2" width={share} height="6" rx="1" fill={margin < 0 ? "var(--regressed)" : "var(--healthy)"} />
    </svg>
  );
}
