import { formatLevel, formatPoints } from "@/lib/chart/format";
import { formatRelativeTime } from "@/lib/chart/format-time";
import type { Run, Verdict } from "@/lib/contracts";
import { formatTable } from "./format-table";
import { paint } from "./paint";
import { verdictPaint } from "./verdict-paint";

export interface RunState { run: Run; verdict: Verdict }

const head = ["run", "verdict", "checkpoints", "prompts scored", "last step", "best", "detectable drop", "active"];

/** A row a run. @param now milliseconds since 1970 */
export function runsTable(states: readonly RunState[], now: number): string {
  const [first = "", ...rows] = formatTable(head, states.map((state) => toRow(state, now))).trimEnd().split("\n");
  const coloured = rows.map((row, i) => {
    const { verdict } = states[i]!.verdict;
    return row.replace(` ${verdict} `, ` ${paint(verdictPaint[verdict], verdict)} `);
  });
  return `${[paint("dim", first), ...coloured].join("\n")}\n`;
}

function toRow({ run, verdict }: RunState, now: number): string[] {
  const { done, total } = run.progress;
  return [
    `${run.project}/${run.name}`,
    verdict.verdict,
    `${run.nScored}/${run.nCheckpoints}${run.nFailed > 0 ? `, ${run.nFailed} failed` : ""}`,
    total === 0 ? "" : formatLevel(done / total),
    run.lastStep === null ? "" : String(run.lastStep),
    verdict.best === null ? "" : String(verdict.best),
    verdict.smallestDetectableDrop === null ? "" : formatPoints(verdict.smallestDetectableDrop).replace("+", ""),
    formatRelativeTime(run.lastActivityAt, now),
  ];
}
