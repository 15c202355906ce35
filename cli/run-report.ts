import { formatPoints } from "@/lib/chart/format";
import { showControls } from "@/lib/formats/show-controls";
import type { Api } from "./api-client";
import { paint } from "./paint";
import { runPage } from "./run-page";
import type { RunState } from "./runs-table";
import { stepList } from "./step-list";
import { verdictPaint } from "./verdict-paint";

/** Everything about one run that fits on a screen. */
export function runReport(api: Api, { run, verdict }: RunState): string {
  const { done, total } = run.progress;
  const { referenceSet, rewardModel } = run.primary ?? {};
  const drop = verdict.detectable;
  const branches = run.branches.map(({ name, parent }) => (parent ? `${name} (from ${parent.branch} at ${parent.step})` : name));
  const rows: [string, string | null][] = [
    ["run", `${run.project}/${run.name}`],
    ["verdict", verdict.verdict],
    ["", verdict.reason],
    ["best", verdict.best === null ? null : `step ${verdict.best}`],
    ["keep", verdict.keep.length > 0 ? stepList(verdict.keep) : null],
    ["safe to delete", verdict.safeToDelete.length > 0 ? stepList(verdict.safeToDelete) : null],
    ["detectable drop", drop && `${unsigned(drop.fast)} in the next look, ${unsigned(drop.sustained)} once it has lasted (${drop.sdSource === "measured" ? "measured" : "assumed spread"})`],
    ["checkpoints", `${run.nScored} of ${run.nCheckpoints} scored${run.nFailed > 0 ? `, ${run.nFailed} failed` : ""}${run.lastStep === null ? "" : `, last step ${run.lastStep}`}`],
    ["prompts scored", total === 0 ? null : `${done} of ${total}`],
    ["prompt set", `${run.promptSet.name} (${run.promptSet.nPrompts} prompts)`],
    ["reference sets", run.referenceSets.map(({ id, name }) => (id === referenceSet && run.referenceSets.length > 1 ? `${name} (primary)` : name)).join(", ")],
    ["reward models", run.rewardModels.map(({ id, name, role, status }) => `${name} (${[id === rewardModel ? "primary" : null, role, status === "ready" ? null : status].filter(Boolean).join(", ")})`).join(", ")],
    ...run.rewardModels.filter(({ notice }) => notice !== null).map(({ name, notice }): [string, string] => ["note", `${name}: ${notice}`]),
    ["branches", branches.length > 1 ? branches.join(", ") : null],
    ["page", runPage(api, run)],
  ];
  return rows
    .filter((row): row is [string, string] => row[1] !== null && row[1] !== "")
    .map(([name, value]) => `${paint("dim", name.padEnd(16))} ${name === "verdict" ? paint(verdictPaint[verdict.verdict], value) : showControls(value)}\n`)
    .join("");
}

const unsigned = (difference: number): string => formatPoints(difference).replace("+", "");
