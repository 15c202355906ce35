import type { Context } from "@/lib/context";
import { selectCurve, type SelectedCurve } from "@/lib/context/select-curve";
import type { CurveKey } from "@/lib/db/episodes";
import { loadLooks, type LookValues } from "@/lib/pipeline/load-looks";

/** A curve whose points are loaded when they are wanted, once a branch. */
export interface OpenCurve {
  main: SelectedCurve;
  onBranch: (branch: string) => Promise<SelectedCurve>;
  valuesOn: (branch: string) => Promise<readonly LookValues[]>;
}

export async function openCurve(ctx: Context, { runId, rewardModelId, referenceSetId }: CurveKey): Promise<OpenCurve> {
  const loaded = new Map<string, Promise<LookValues[]>>();
  const onBranch = (branch: string) => selectCurve(ctx, { run: runId, rewardModel: rewardModelId, referenceSet: referenceSetId, branch });
  return {
    main: await onBranch("main"),
    onBranch,
    valuesOn: (branch) => {
      const found = loaded.get(branch) ?? onBranch(branch).then((curve) => loadLooks(ctx, curve));
      loaded.set(branch, found);
      return found;
    },
  };
}
