import Link from "next/link";
import type { ReactNode } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import type { Checkpoint } from "@/lib/contracts/checkpoints";
import type { Run } from "@/lib/contracts/runs";
import { CopyButton } from "../../../../_ui/copy-button";
import { Notice } from "../../../../_ui/notice";
import { ProgressBar } from "../../../../_ui/progress-bar";
import { RelativeTime } from "../../../../_ui/relative-time";
import { StatusMark } from "../../../../_ui/status-mark";
import { VisibleLine } from "../../../../_ui/visible-line";
import { UseAsReferences } from "./use-as-references";

export function CheckpointHeader({ run, checkpoint, runHref, previous, next, stepHref, live, mayWrite }: {
  run: Run; checkpoint: Checkpoint; runHref: string; previous: number | null; next: number | null; stepHref: (step: number) => string; live: ReactNode; mayWrite: boolean;
}) {
  const { status, progress, error } = checkpoint;
  const busy = (status === "scoring" || status === "received") && progress.total > 0;
  return (
    <div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <h1 className="min-w-0 text-20 [overflow-wrap:anywhere]">
          <Link href={runHref} className="font-normal text-muted hover:text-ink">{run.project} / {run.name}</Link>
          <span className="px-1.5 font-normal text-muted" aria-hidden>/</span>Step {formatStep(checkpoint.step)}
          {checkpoint.branch !== "main" && <span className="ml-2 text-14 font-normal text-muted">branch {checkpoint.branch}</span>}
        </h1>
        <div className="flex items-center gap-4 text-13" aria-live="polite">
          <StatusMark status={status} />
          {busy && <span className="inline-flex items-center gap-2"><ProgressBar done={progress.done} total={progress.total} label="Completions scored" className="w-32" /><span className="text-muted">{formatCount(progress.done)} of {formatCount(progress.total)} completions</span></span>}
        </div>
        <div className="ml-auto flex items-center gap-3 max-md:ml-0">
          {live}
          <nav aria-label="Neighbouring steps" className="flex items-center gap-1">
            <StepLink to={previous} href={stepHref} name="Previous" sign="←" hint="[" />
            <StepLink to={next} href={stepHref} name="Next" sign="→" hint="]" />
          </nav>
        </div>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-x-5 gap-y-1 text-13 text-muted">
        <span>registered <RelativeTime at={checkpoint.createdAt} /></span>
        {checkpoint.scoredAt && <span>scored <RelativeTime at={checkpoint.scoredAt} /></span>}
        {checkpoint.path !== null && <span className="inline-flex min-w-0 items-center gap-1"><VisibleLine text={checkpoint.path} end={90} className="truncate font-mono text-ink" /><CopyButton text={checkpoint.path} what="the checkpoint’s path" /></span>}
        {mayWrite && <UseAsReferences run={run} checkpoint={checkpoint} />}
      </div>
      {error && <div className="mt-3"><Notice tone="regressed" title="This checkpoint could not be scored"><span className="[overflow-wrap:anywhere]">{error.message}</span></Notice></div>}
    </div>
  );
}

function StepLink({ to, href, name, sign, hint }: { to: number | null; href: (step: number) => string; name: string; sign: string; hint: string }) {
  if (to === null) return <span className="button border-transparent! bg-transparent! text-muted!" aria-disabled>{sign} none</span>;
  return (
    <Link className="button" href={href(to)} aria-label={`${name} step, ${to}`} aria-keyshortcuts={hint}>
      {name === "Previous" && <span aria-hidden>{sign}</span>}{formatStep(to)}{name === "Next" && <span aria-hidden>{sign}</span>} <kbd className="max-md:hidden">{hint}</kbd>
    </Link>
  );
}
