"use client";

import Link from "next/link";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatP, formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import type { Best, Verdict } from "@/lib/contracts/decisions";
import type { Run } from "@/lib/contracts/runs";
import { turnedQuery } from "../../_queries/panels";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { AcknowledgeButton } from "./acknowledge-button";
import { chosenCurve } from "./chosen-curve";
import { compareHref } from "./compare-href";
import { useIdle } from "./use-idle";

type Props = { run: Run; curve: Curve; best: Best | null; verdict: Verdict; turnedAt: (step: number) => string; mayWrite: boolean };

/** From the drop to the words behind it, to a comparison, and on. */
export function NextSteps({ run, curve, best, verdict, turnedAt, mayWrite }: Props) {
  const { regression } = verdict;
  const latest = curve.points.findLast((point) => !point.provisional)?.step;
  const chosen = best?.chosen?.step;
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      {regression && <Turned run={run} curve={curve} verdict={verdict} regression={regression} turnedAt={turnedAt} />}
      {chosen !== undefined && latest !== undefined && chosen !== latest && (
        <Link className="button" prefetch={false} href={compareHref(run, chosen, latest, chosenCurve(run, curve))}>Compare {formatStep(chosen)} with {formatStep(latest)}</Link>
      )}
      {mayWrite && verdict.verdict === "regressed" && <AcknowledgeButton run={run.id} curve={curve} errorLevel={verdict.errorLevel} />}
    </div>
  );
}

/** Prompts that were won before the drop and are lost in it, once they are counted; and the tags that turned more than chance says. */
function Turned({ run, curve, verdict, regression, turnedAt }: Omit<Props, "best" | "mayWrite"> & { regression: NonNullable<Verdict["regression"]> }) {
  const { contrast } = regression;
  const to = contrast.windowSteps.at(-1) ?? regression.step;
  const from = verdict.best !== null && verdict.best < to ? verdict.best : contrast.blockSteps.at(-1);
  const { data } = useQuery({ ...turnedQuery(run, from ?? 0, to, chosenCurve(run, curve)), enabled: useIdle() && from !== undefined && from < to });
  const n = data?.turned.length ?? 0;
  const words = n === 0 ? "See the prompts that changed most" : n === 1 ? "See the prompt that turned" : `See the ${formatCount(n)} prompts that turned`;
  const tags = data?.tags.filter(({ adjustedP }) => adjustedP <= 0.05) ?? [];
  return (
    <>
      <Link className="button button-primary" href={turnedAt(to)} title={from === undefined ? undefined : `Won at step ${formatStep(from)} and lost at step ${formatStep(to)}; those that changed most come first`}>{words}</Link>
      {tags.length > 0 && (
        <p className="order-last basis-full text-12 text-muted">
          <Term name="turned">Turned</Term> more than chance says: {tags.slice(0, 3).map(({ tag, nTurned, nPrompts, adjustedP }, i) => (
            <span key={tag}>{i > 0 && "; "}<VisibleLine text={tag} className="text-12! font-medium text-ink" /> {formatCount(nTurned)} of {formatCount(nPrompts)} ({formatP(adjustedP)})</span>
          ))}
        </p>
      )}
    </>
  );
}
