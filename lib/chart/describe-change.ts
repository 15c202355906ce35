import type { Changes } from "@/lib/contracts";
import { formatCount, formatPoints, formatPointsInterval, formatStep } from "./format";
import { reasonWords } from "./reason-words";

export interface DescribedChange {
  /** `-3.1 pp`; null where it is not known. */
  value: string | null;
  /** `[-5.0, -1.2]`, or in words why there is no number. */
  interval: string;
  /** `n = 803`, the prompts that both points have a value for; null where they were not compared. */
  n: string | null;
  /** Since which step, and how. */
  detail: string;
  /** The interval leaves zero out: pointwise, so over many steps some do by chance. */
  apart: boolean;
}

/** What a table says of the change at one point. */
export function describeChange({ previousStep, change, nPrompts, nUnits }: Changes["points"][number]): DescribedChange {
  const since = previousStep === null ? "" : `against step ${formatStep(previousStep)}`;
  const n = nPrompts === 0 ? null : `n\u00A0=\u00A0${formatCount(nPrompts)}`;
  const { difference, low, high } = change;
  if (difference === null || low === null || high === null) {
    const reason = reasonWords(change.reason ?? "not-computed");
    return { value: null, interval: reason, n, detail: since === "" ? reason : `${since}: ${reason}`, apart: false };
  }
  const units = nUnits < nPrompts ? `${formatCount(nPrompts)} prompts in ${formatCount(nUnits)} groups` : `${formatCount(nPrompts)} prompts`;
  return {
    value: formatPoints(difference, { low, high }), interval: formatPointsInterval({ low, high }), n,
    detail: `${since}, on ${units} that both have a value for`, apart: low > 0 || high < 0,
  };
}

/** The same as one text: `-3.1 pp [-5.0, -1.2], n = 803`. */
export function changeText(point: Changes["points"][number]): string {
  const { value, interval, n } = describeChange(point);
  return [[value, interval].filter((part) => part !== null).join(" "), n].filter((part) => part !== null).join(", ");
}
