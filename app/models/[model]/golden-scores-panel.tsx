"use client";

import { useMutation } from "@tanstack/react-query";
import { formatCount } from "@/lib/chart/format";
import type { RewardModelDetail } from "@/lib/contracts/reward-models";
import { call } from "../../_queries/call";
import { contract } from "../../_queries/contract";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { ScoreFailure } from "./score-failure";

type Golden = NonNullable<RewardModelDetail["goldenScores"]>[number];

/** What the model said when it was first found good, and what it says now. */
export function GoldenScoresPanel({ model }: { model: RewardModelDetail }) {
  const golden = model.goldenScores ?? [];
  const last = model.conformance.find(({ check }) => check === "golden-scores");
  const compare = useMutation({ mutationFn: () => scoreAgain(model, golden) });
  return (
    <section className="panel min-w-0" aria-label="Golden scores">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-3">
        <h2 className="text-14"><Term name="golden-scores">Golden scores</Term></h2>
        {golden.length > 0 && model.status === "ready" && <button type="button" className="button" disabled={compare.isPending} onClick={() => compare.mutate()}>{compare.isPending ? "Scoring…" : "Compare now"}</button>}
      </div>
      <div className="px-4 pb-3 text-13 text-muted">
        <p>{last ? <>At the check: <VisibleLine text={last.detail} wrap className="text-ink" />.</> : "The check has not compared any yet."}</p>
        {golden.length === 0 ? <p className="mt-1 text-unknown">{model.backend.type === "imported" ? "Imported preferences have no scores to record." : "No scores are recorded: they are when the check first passes."}</p> : <p className="mt-1" aria-live="polite">{compare.data ? summary(golden, compare.data) : `${formatCount(golden.length)} texts are recorded. Every worker that loads the model compares some of them before it scores.`}</p>}
      </div>
      {!compare.isPending && compare.error && <ScoreFailure error={compare.error} onRetry={() => compare.mutate()} />}
      {golden.length > 0 && <GoldenTable golden={golden} now={compare.data} />}
    </section>
  );
}

function GoldenTable({ golden, now }: { golden: readonly Golden[]; now: readonly (number | null)[] | undefined }) {
  return (
    <div className="scroll-x border-t border-line" tabIndex={0} role="region" aria-label="Table of golden scores">
      <table className="grid-table">
        <thead><tr><th scope="col">Text</th><th scope="col" className="num">Recorded</th><th scope="col" className="num">Now</th><th scope="col" className="num">Difference</th><th scope="col" className="num">Tolerance</th></tr></thead>
        <tbody>
          {golden.map(({ prompt, completion, score, tolerance }, i) => {
            const again = now?.[i];
            return (
              <tr key={i}>
                <th scope="row" className="w-full max-w-0 min-w-[180px]"><span className="block truncate font-normal" title={`${prompt}\n\n${completion}`}>{completion === "" ? <span className="text-unknown">an empty completion</span> : <VisibleLine text={completion} end={160} />}</span></th>
                <td className="num">{score.toFixed(4)}</td>
                <td className="num">{again === undefined ? <span className="text-unknown">–</span> : again === null ? <span className="text-unknown">no score</span> : again.toFixed(4)}</td>
                <td className="num">{again == null ? <span className="text-unknown">–</span> : <Difference by={Math.abs(again - score)} tolerance={tolerance} />}</td>
                <td className="num text-muted">{tolerance}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Difference({ by, tolerance }: { by: number; tolerance: number }) {
  return by <= tolerance ? <span className="text-healthy">{small(by)}</span> : <span className="font-semibold text-regressed">{small(by)}, too far</span>;
}

/** `0` or `2.4e-7`. */
const small = (difference: number): string => (difference === 0 ? "0" : difference.toExponential(1));

function summary(golden: readonly Golden[], now: readonly (number | null)[]): string {
  const differences = golden.flatMap(({ score, tolerance }, i) => { const again = now[i]; return again == null ? [] : [{ by: Math.abs(again - score), tolerance }]; });
  const far = differences.filter(({ by, tolerance }) => !(by <= tolerance)).length;
  const silent = golden.length - differences.length;
  return [
    `${formatCount(differences.length)} texts scored again, largest difference ${small(Math.max(0, ...differences.map(({ by }) => by)))}: ${far === 0 ? "all within tolerance." : `${formatCount(far)} too far. Weights, template or precision are not those that were checked.`}`,
    silent > 0 && `${formatCount(silent)} could not be scored.`,
  ].filter(Boolean).join(" ");
}

/** Scores of the recorded texts, by a worker; a pairwise model's is its log-odds. */
async function scoreAgain({ id, kind }: RewardModelDetail, golden: readonly Golden[]): Promise<(number | null)[]> {
  const scores: (number | null)[] = [];
  const atOnce = await contract("maxScoreItems")();
  for (let at = 0; at < golden.length; at += atOnce) {
    const items = golden.slice(at, at + atOnce).map(({ prompt, completion, reference }) => ({ prompt, completion, ...(kind === "pairwise" && reference !== undefined && { reference }) }));
    const answer = await call(contract("scoreItems"), { params: { rewardModel: id }, body: { items } });
    scores.push(...answer.items.map(({ score, margin }) => (kind === "pairwise" ? (margin ?? null) : score)));
  }
  return scores;
}
