"use client";

import { useQuery } from "@tanstack/react-query";
import type { CheckpointAt } from "@/lib/chart/checkpoint-at";
import { formatStep } from "@/lib/chart/format";
import type { Run } from "@/lib/contracts/runs";
import { checkpointsQuery } from "../_queries/checkpoints";
import { refOf } from "../_ui/run-ref";

/**
 * Run and step of one side. @param like the other side's run: only runs with its prompts are offered
 */
export function SidePicker({ side, at, like = null, runs, onChange }: { side: "a" | "b"; at: CheckpointAt | null; like?: string | null; runs: readonly Run[]; onChange: (at: CheckpointAt) => void }) {
  const find = (ref: string | null | undefined) => runs.find((run) => run.id === ref || refOf(run) === ref);
  const run = find(at?.run) ?? (at ? undefined : find(like));
  const promptSet = find(like)?.promptSet.id;
  const offered = runs.filter((r) => r.nScored > 0 && (promptSet === undefined || r.promptSet.id === promptSet || r.id === run?.id));
  const { data: checkpoints } = useQuery({ ...checkpointsQuery(run?.id ?? ""), enabled: run !== undefined });
  const scored = (checkpoints ?? []).filter(({ status }) => status === "scored");
  const value = at ? `${at.branch ?? "main"}:${at.step}` : "";
  const choose = (text: string) => {
    const [branch, step] = text.split(":");
    if (run && branch !== undefined && step !== undefined) onChange({ run: refOf(run), branch: branch === "main" ? null : branch, step: Number(step) });
  };
  return (
    <fieldset className="flex min-w-0 flex-wrap items-end gap-2">
      <legend className="mb-1 text-12 font-medium">{side}</legend>
      <label className="min-w-0 text-12 text-muted">Run<br />
        <select className="field max-w-[260px] font-medium" value={run?.id ?? ""} onChange={(event) => { const next = find(event.target.value); if (next) onChange({ run: refOf(next), branch: null, step: at?.step ?? next.lastStep ?? 0 }); }}>
          {!run && <option value="">{at?.run ?? "choose …"}</option>}
          {offered.map((r) => <option key={r.id} value={r.id}>{refOf(r)}</option>)}
        </select>
      </label>
      <label className="text-12 text-muted">Step<br />
        <select className="field font-medium tabular-nums" value={value} disabled={!run} onChange={(event) => choose(event.target.value)}>
          {!scored.some((c) => `${c.branch}:${c.step}` === value) && <option value={value}>{at ? formatStep(at.step) : "choose …"}</option>}
          {scored.map((c) => <option key={c.id} value={`${c.branch}:${c.step}`}>{formatStep(c.step)}{c.branch === "main" ? "" : ` (${c.branch})`}</option>)}
        </select>
      </label>
    </fieldset>
  );
}
