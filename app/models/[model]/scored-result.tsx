import type { ReactNode } from "react";
import { formatCount, formatPoints, formatScore } from "@/lib/chart/format";
import { itemErrorWords } from "@/lib/chart/item-error-words";
import { reasonWords } from "@/lib/chart/reason-words";
import type { RewardModel, ScoredItem } from "@/lib/contracts/reward-models";
import { CopyButton } from "../../_ui/copy-button";
import { Notice } from "../../_ui/notice";
import { formatProbability } from "../../_ui/format-probability";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import type { Texts } from "./try-it";

const cutWords: Record<ScoredItem["cut"], string> = { none: "nothing was cut", prompt: "the prompt was cut on its left", completion: "the completion was cut at its end" };

/** @param asked what was scored; @param stale whether the form says something else by now */
export function ScoredResult({ item, model, asked, stale }: { item: ScoredItem; model: RewardModel; asked: Texts; stale: boolean }) {
  const { score, margin, probability, probabilityAB, probabilityBA, attributes, nTokens, cut, ids, error } = item;
  const compared = asked.reference !== "";
  return (
    <div className={`border-t border-line px-4 py-4 ${stale ? "opacity-70" : ""}`} data-testid="result">
      {stale && <p className="mb-2 text-12 text-unknown">Of the texts as they were when “Score” was pressed.</p>}
      {error ? <Notice tone="unknown" title="This text has no score"><p>{itemErrorWords(error.code)}</p><p className="text-muted"><VisibleLine text={error.message} wrap /></p></Notice> : (
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:flex sm:flex-wrap sm:gap-x-10">
          {model.kind !== "pairwise" && <Figure name={<Term name="score" />}>{score === null ? <Unknown /> : formatScore(score)}</Figure>}
          {compared && <Figure name={<Term name="margin" />}>{margin == null ? <Unknown /> : signed(margin)}</Figure>}
          {compared && <Figure name="P(completion better)">{probability == null ? <span className="text-14 font-normal text-unknown">{model.hasProbability ? "not known" : reasonWords("not-calibrated")}</span> : formatProbability(probability)}</Figure>}
          {probabilityAB !== undefined && probabilityBA !== undefined && (
            <>
              <Figure name="shown first" small>{formatProbability(probabilityAB)}</Figure>
              <Figure name="shown second" small>{formatProbability(probabilityBA)}</Figure>
              <Figure name={<Term name="position bias" />} small>{formatPoints((probabilityAB - probabilityBA) / 2)}</Figure>
            </>
          )}
        </dl>
      )}
      {attributes && attributes.length > 0 && (
        <table className="mt-4 w-full text-13 sm:w-auto" aria-label="Attributes">
          <tbody>
            {attributes.map(({ name, value }) => (
              <tr key={name} className="[&>*]:border-b [&>*]:border-line [&>*]:py-1 last:[&>*]:border-0"><th scope="row" className="pr-10 text-left font-normal text-muted"><VisibleLine text={name} /></th><td className="text-right font-medium tabular-nums">{formatScore(value)}</td></tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mt-3 text-12 text-muted">
        {formatCount(nTokens)} tokens{model.maxTokens !== null && ` of at most ${formatCount(model.maxTokens)}`}; <span className={cut === "none" ? "" : "text-unknown"}>{cutWords[cut]}</span>
      </p>
      {ids && (
        <div className="mt-3 rounded-md border border-line bg-ground">
          <p className="flex items-center justify-between gap-2 border-b border-line py-1 pr-1 pl-3 text-12 text-muted">token ids, as the model read them <CopyButton text={ids.join(" ")} what="the token ids" /></p>
          <p className="max-h-40 overflow-y-auto px-3 py-2 font-mono text-12 [overflow-wrap:anywhere]" tabIndex={0} aria-label="Token ids">{ids.join(" ")}</p>
        </div>
      )}
      {asked.explain && !ids && !error && <p className="mt-1 text-12 text-unknown">This model gives no token ids: its server reads the text itself.</p>}
    </div>
  );
}

const signed = (margin: number) => `${margin > 0 ? "+" : ""}${formatScore(margin)}`;
const Unknown = () => <span className="text-unknown">not known</span>;
function Figure({ name, small = false, children }: { name: ReactNode; small?: boolean; children: ReactNode }) {
  return <div><dt className="text-12 text-muted">{name}</dt><dd className={`font-semibold tabular-nums ${small ? "text-14 leading-7" : "text-20"}`}>{children}</dd></div>;
}
