import type { SelectedCurve } from "@/lib/context/select-curve";
import { DomainError } from "@/lib/errors";

type ScoredCurve = SelectedCurve & { rewardModel: NonNullable<SelectedCurve["rewardModel"]>; referenceSet: NonNullable<SelectedCurve["referenceSet"]> };

/** @throws DomainError invalid-request when the run has no reward model or no references to compare by */
export function scoredCurveOrThrow(curve: SelectedCurve): ScoredCurve {
  const { rewardModel, referenceSet } = curve;
  if (rewardModel && referenceSet) return { ...curve, rewardModel, referenceSet };
  const field = rewardModel ? "referenceSet" : "rewardModel";
  const message = `this run has no ${rewardModel ? "reference set" : "reward model"} to compare by`;
  throw new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/query/${field}`, message }] });
}
