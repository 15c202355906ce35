import Link from "next/link";
import type { Run } from "@/lib/contracts/runs";
import { detectableWords } from "@/lib/chart/decision-words";
import { formatCount, formatLevel, formatPoints } from "@/lib/chart/format";
import { CopyButton } from "../../_ui/copy-button";

/** A run without checkpoints: what it will be able to tell, and what the training loop has to send; the page becomes the curve when it does. */
export function FirstLook({ run }: { run: Run }) {
  const body = `POST /api/v1/runs/${run.id}/checkpoints
{"step": 100, "path": "out/ckpt-100", "completions": [{"key": "...", "completion": "..."}, ...]}`;
  return (
    <section className="panel px-6 py-8">
      <p className="flex items-center gap-2 text-13 text-unknown" role="status"><span className="pulse size-2 rounded-full bg-unknown" aria-hidden />Waiting for the first checkpoint</p>
      <h2 className="mt-2 text-16">This page turns into the run’s curves when it arrives</h2>
      <p className="mt-1 max-w-[70ch] text-13 text-muted">
        Send one completion for each of the {formatCount(run.promptSet.nPrompts)} prompts of {run.promptSet.name} at every evaluation step. Steps may arrive late, twice or out of order.
      </p>
      <div className="relative mt-4 max-w-[860px] rounded-md border border-line bg-ground">
        <pre className="scroll-x p-4 pr-24 font-mono text-12" tabIndex={0} aria-label="Request">{body}</pre>
        <CopyButton text={body} what="the request" className="absolute! top-2 right-2" />
      </div>
      <p className="mt-4 text-13"><Link className="link" href="/get-started">A whole script with this address and a key</Link></p>
      <Reach run={run} />
    </section>
  );
}

/** Said before the run starts, while the plan can still be changed: what it will be able to see. */
function Reach({ run }: { run: Run }) {
  const detectable = detectableWords(run.detectable);
  const { expectedLooks, alpha, delta } = run.plan;
  return (
    <div className="mt-6 max-w-[860px] border-t border-line pt-4">
      <h3 className="kicker">What this run will be able to tell</h3>
      {detectable ? (
        <>
          <p className="mt-0.5 text-20 font-semibold">Smallest detectable drop {detectable.value}</p>
          <p className="mt-1 max-w-[80ch] text-13 text-muted">{detectable.detail}</p>
        </>
      ) : <p className="mt-0.5 text-14 text-unknown">No drop can be tested with {formatCount(run.promptSet.nPrompts)} prompts; the curves and their intervals are all there will be to judge by.</p>}
      <p className="mt-1 text-13 text-muted">
        Plan: {formatCount(expectedLooks)} looks, a false alarm over the whole run with a probability of at most {formatLevel(alpha)}, no alarm for drops under {formatPoints(delta).replace("+", "")}. More prompts make it finer.
      </p>
    </div>
  );
}
