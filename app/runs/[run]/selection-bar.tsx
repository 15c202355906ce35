"use client";

import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import { kindWords } from "../../models/model-words";
import { Segmented } from "../../_ui/segmented";
import { SelectField } from "../../_ui/select-field";
import { useRewardModelKinds } from "./use-reward-model-kinds";
import { focusOptions } from "./foci";
import type { RunSelection } from "./selection";

/** What is compared with what; every choice is in the address. */
export function SelectionBar({ run, curve, selection, onChange }: { run: Run; curve: Curve; selection: RunSelection; onChange: (change: Partial<RunSelection>) => void }) {
  const { primary } = run;
  const named = (items: readonly { id: string; name: string }[], first: string | undefined) =>
    items.map(({ id, name }) => ({ value: id, text: id === first && items.length > 1 ? `${name} (primary)` : name }));
  const kinds = useRewardModelKinds(run);
  const models = named(run.rewardModels, primary?.rewardModel).map((option, i) => {
    const { role, status } = run.rewardModels[i]!;
    const kind = kinds.get(option.value);
    return { ...option, note: [role, kind && kindWords[kind], status !== "ready" && (status === "checking" ? "being checked" : "failed its check")].filter(Boolean).join(", ") };
  });
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
      <div className="scroll-x max-w-full"><Segmented label="Metric" value={selection.metric} options={focusOptions(curve)} onChange={(metric) => onChange({ metric })} /></div>
      {primary && (
        <>
          <SelectField label="reward model" value={selection.rewardModel ?? primary.rewardModel} options={models} onChange={(rewardModel) => onChange({ rewardModel })} />
          <SelectField label="reference" value={selection.referenceSet ?? primary.referenceSet} options={named(run.referenceSets, primary.referenceSet)} onChange={(referenceSet) => onChange({ referenceSet })} />
        </>
      )}
      {run.branches.length > 1 && (
        <SelectField label="branch" value={selection.branch ?? "main"} options={run.branches.map(({ name }) => ({ value: name, text: name }))} onChange={(branch) => onChange({ branch })} />
      )}
    </div>
  );
}
