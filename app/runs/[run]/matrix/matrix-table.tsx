"use client";

import { formatCount, formatStep } from "@/lib/chart/format";
import { outcomeWords } from "@/lib/chart/outcome-words";
import { type MatrixModel, type OutcomeLetter, outcomeLetters } from "@/lib/chart/prepare-matrix";
import type { Matrix } from "@/lib/contracts/comparisons";
import { VisibleLine } from "../../../_ui/visible-line";

const mostTurned = 200;

/** The same as numbers: outcomes by step, and the prompts that turned most. */
export function MatrixTable({ matrix, model, onOpen }: { matrix: Matrix; model: MatrixModel; onOpen: (key: string, step: number, branch: string) => void }) {
  const letters = outcomeLetters.filter((letter) => model.counts[letter] > 0);
  const last = matrix.steps.at(-1)!;
  const turned = model.rows.map((place, i) => ({ place, flips: model.flips[i]! })).filter(({ flips }) => flips > 0).sort((a, b) => b.flips - a.flips);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-2 min-[118rem]:grid-cols-[minmax(0,600px)_minmax(0,800px)]">
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label="Outcomes by step">
        <table className="grid-table">
          <thead><tr><th scope="col" className="num">Step</th>{letters.map((letter) => <th key={letter} scope="col" className="num">{outcomeWords[letter]}</th>)}</tr></thead>
          <tbody>{matrix.steps.map(({ step, checkpointId }, i) => <tr key={checkpointId}><th scope="row" className="num">{formatStep(step)}</th>{letters.map((letter) => <td key={letter} className="num">{formatCount(model.rows.reduce((n, place) => n + (matrix.outcomes[i]![place] === letter ? 1 : 0), 0))}</td>)}</tr>)}</tbody>
        </table>
      </div>
      <div className="panel scroll-x" tabIndex={0} role="region" aria-label="Prompts that turned most">
        <table className="grid-table">
          <thead><tr><th scope="col">Prompt</th><th scope="col" className="num">Turns between win and loss</th><th scope="col">Now</th></tr></thead>
          <tbody>
            {turned.slice(0, mostTurned).map(({ place, flips }) => {
              const key = matrix.prompts[place]!.key;
              const now = outcomeWords[matrix.outcomes.at(-1)![place] as OutcomeLetter];
              return <tr key={key}><th scope="row"><button type="button" className="link" onClick={() => onOpen(key, last.step, last.branch)}><VisibleLine text={key} end={60} /></button></th><td className="num">{flips}</td><td>{now}</td></tr>;
            })}
          </tbody>
        </table>
        {turned.length === 0 && <p className="px-5 py-4 text-13 text-muted">No prompt turned.</p>}
        {turned.length > mostTurned && <p className="px-5 py-2 text-12 text-muted">showing {formatCount(mostTurned)} of {formatCount(turned.length)} prompts that turned</p>}
      </div>
    </div>
  );
}
