import Link from "next/link";
import type { ReactNode } from "react";
import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import { formatCount } from "@/lib/chart/format";
import { ProgressBar } from "../../_ui/progress-bar";
import { RelativeTime } from "../../_ui/relative-time";
import { RunProgress } from "../../_ui/run-progress";
import { Term } from "../../_ui/term";
import { ScoringPace } from "./scoring-pace";
import { ShareButton } from "./share-button";

export function RunHeader({ run, curve, live }: { run: Run; curve: Curve; live: ReactNode }) {
  const { done, total } = run.progress;
  const busy = run.nScored + run.nFailed < run.nCheckpoints && total > 0;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <h1 className="min-w-0 text-20 [overflow-wrap:anywhere]">
          <Link href={`/?project=${encodeURIComponent(run.project)}`} className="font-normal text-muted hover:text-ink">{run.project}</Link>
          <span className="px-1.5 font-normal text-muted" aria-hidden>/</span>{run.name}
        </h1>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-13" aria-live="polite">
          <RunProgress run={run} bar={false} />
          {busy && (
            <span className="inline-flex flex-wrap items-center gap-x-2">
              <ProgressBar done={done} total={total} label="Completions scored" className="w-32" />
              <span className="text-muted">{formatCount(done)} of {formatCount(total)} completions</span>
              <ScoringPace run={run} />
            </span>
          )}
        </div>
        <div className="ml-auto flex items-center gap-4 text-12 text-muted max-md:ml-0">
          <span>last activity <RelativeTime at={run.lastActivityAt} /></span>
          {live}
          <span className="print:hidden"><ShareButton /></span>
        </div>
      </div>
      <dl className="mt-1.5 flex flex-wrap gap-x-5 gap-y-1 text-13 text-muted [&_dd]:inline [&_dd]:text-ink [&_dt]:inline">
        <div><dt><Term name="prompt set" /> </dt><dd>{run.promptSet.name}, {formatCount(run.promptSet.nPrompts)} prompts</dd></div>
        {curve.referenceSet && <div><dt>against <Term name="reference set">references</Term> </dt><dd>{curve.referenceSet.name}</dd></div>}
        {curve.rewardModel && <div><dt>scored by <Term name="reward model" /> </dt><dd><Link href={`/models/${curve.rewardModel.id}`} className="link">{curve.rewardModel.name}</Link></dd></div>}
      </dl>
    </div>
  );
}
