"use client";

import type { AxisName } from "@/lib/chart/step-axis";
import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import { kindWords } from "../../models/model-words";
import { Segmented } from "../../_ui/segmented";
import { SelectField } from "../../_ui/select-field";
import { focusOptions } from "./foci";
import { OverlayMenu } from "./overlay-menu";
import type { RunSelection } from "./selection";
import { useRewardModelKinds } from "./use-reward-model-kinds";
import type { RunView } from "./view";

const axes: { value: AxisName; text: string }[] = [{ value: "step", text: "Step" }, { value: "look", text: "Look" }, { value: "time", text: "Wall time" }];

/** What is compared with what, and over which axis; every choice is in the address. */
export function SelectionBar({ run, curve, selection, view, onChange, onView }: {
  run: Run; curve: Curve; selection: RunSelection; view: RunView; onChange: (change: Partial<RunSelection>) => void; onView: (change: Partial<RunView>) => void;
}) {
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
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 print:hidden">
      <div className="scroll-x max-w-full"><Segmented label="Metric" value={selection.metric} options={focusOptions(curve, view.overlays.length > 0)} onChange={(metric) => onChange({ metric })} /></div>
      {primary && (
        <>
          <SelectField label="reward model" value={selection.rewardModel ?? primary.rewardModel} options={models} onChange={(rewardModel) => onChange({ rewardModel })} />
          <SelectField label="reference" value={selection.referenceSet ?? primary.referenceSet} options={named(run.referenceSets, primary.referenceSet)} onChange={(referenceSet) => onChange({ referenceSet })} />
        </>
      )}
      {run.branches.length > 1 && (
        <SelectField label="branch" value={selection.branch ?? "main"} options={run.branches.map(({ name }) => ({ value: name, text: name }))} onChange={(branch) => onChange({ branch })} />
      )}
      <span className="inline-flex items-center gap-1.5 text-13"><span className="text-muted" aria-hidden>axis</span><Segmented label="Axis" value={view.axis} options={axes} onChange={(axis) => onView({ axis })} /></span>
      <OverlayMenu run={run} selection={selection} overlays={view.overlays} onChange={(overlays) => onView({ overlays })} />
    </div>
  );
}
