import type { Curve } from "@/lib/contracts/curves";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";

/** What was chosen to arrive at a curve; the run's primary and the branch main are left out. */
export function chosenCurve(run: Pick<Run, "primary">, { rewardModel, referenceSet, branch }: Pick<Curve, "rewardModel" | "referenceSet" | "branch">): CurveSelection {
  return {
    ...(rewardModel && rewardModel.id !== run.primary?.rewardModel && { rewardModel: rewardModel.id }),
    ...(referenceSet && referenceSet.id !== run.primary?.referenceSet && { referenceSet: referenceSet.id }),
    ...(branch !== "main" && { branch }),
  };
}
