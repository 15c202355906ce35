"use client";

import type { Run } from "@/lib/contracts/runs";
import { Segmented } from "../../_ui/segmented";
import { SelectField } from "../../_ui/select-field";
import type { Focus, RunSelection } from "./selection";

const foci: { value: Focus; text: string }[] = [
  { value: "both", text: "Both" }, { value: "winProbability", text: "Win probability" }, { value: "winRate", text: "Win rate" }, { value: "meanScore", text: "Mean score" },
];

/** What is compared with what; every choice is in the address. */
export function SelectionBar({ run, selection, onChange }: { run: Run; selection: RunSelection; onChange: (change: Partial<RunSelection>) => void }) {
  const { primary } = run;
  const named = (items: readonly { id: string; name: string }[], first: string | undefined) =>
    items.map(({ id, name }) => ({ value: id, text: id === first && items.length > 1 ? `${name} (primary)` : name }));
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <div className="scroll-x max-w-full"><Segmented label="Metric" value={selection.metric} options={foci} onChange={(metric) => onChange({ metric })} /></div>
      {primary && (
        <>
          <SelectField label="reward model" value={selection.rewardModel ?? primary.rewardModel} options={named(run.rewardModels, primary.rewardModel)} onChange={(rewardModel) => onChange({ rewardModel })} />
          <SelectField label="reference" value={selection.referenceSet ?? primary.referenceSet} options={named(run.referenceSets, primary.referenceSet)} onChange={(referenceSet) => onChange({ referenceSet })} />
        </>
      )}
      {run.branches.length > 1 && (
        <SelectField label="branch" value={selection.branch ?? "main"} options={run.branches.map(({ name }) => ({ value: name, text: name }))} onChange={(branch) => onChange({ branch })} />
      )}
    </div>
  );
}
