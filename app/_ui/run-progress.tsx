import type { Run } from "@/lib/contracts/runs";
import { formatCount } from "@/lib/chart/format";
import { ProgressBar } from "./progress-bar";
import { StatusMark } from "./status-mark";

/** How far a run's checkpoints are scored, in words: "scored 11 of 11", "scoring 3 of 11, failed 1". */
export function RunProgress({ run, bar = true }: { run: Run; bar?: boolean }) {
  const { nCheckpoints, nScored, nFailed } = run;
  if (nCheckpoints === 0) return <StatusMark status="received">no checkpoint yet</StatusMark>;
  const busy = nScored + nFailed < nCheckpoints;
  const failed = nFailed > 0 ? <StatusMark status="failed">failed {formatCount(nFailed)}</StatusMark> : null;
  const words = <StatusMark status={busy ? "scoring" : "scored"}>{busy ? "scoring" : "scored"} {formatCount(nScored)} of {formatCount(nCheckpoints)}</StatusMark>;
  return (
    <span className="inline-flex flex-col gap-1">
      <span className="inline-flex items-center gap-3">{words}{failed}</span>
      {bar && busy && run.progress.total > 0 && <ProgressBar done={run.progress.done} total={run.progress.total} label={`Completions scored of ${run.name}`} className="w-[168px]" />}
    </span>
  );
}
