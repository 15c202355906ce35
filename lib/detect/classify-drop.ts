import { tTail } from "@/lib/stats/t-tail";
import type { Contrast } from "./contrast";
import { leastVariance } from "./least-variance";
import { byStep, type Look } from "./look";
import { lookMean } from "./look-mean";
import { meanAndVariance, unitsOf } from "./mean-and-variance";

/**
 * `sustained`: the drop holds. `unconfirmed`: one look fell and fewer than three followed. `dip-recovered`: the looks after
 * it are better again. `unresolved`: they show neither.
 */
export type DropKind = "sustained" | "unconfirmed" | "dip-recovered" | "unresolved";

const nFollowing = 3;
const level = 0.05;

/**
 * Whether a drop that fired lasts. A window as long as a block says so itself, unless it is one look that carries it: then
 * the window without its lowest look is not below the block. After a single look, the three complete looks that follow it
 * by step decide, against the same block and then against that look. Each of these tests is made once at .05: paired,
 * one-sided, clustered. They are outside the run-wide guarantee: an alarm has already been raised.
 * @param looks all looks of the episode's lineage, in any order, those of the contrast among them
 * @param contrast one that fired
 * @param clusters [nPrompts] cluster ids, or null
 * @throws RangeError when a step of the contrast is not among the looks
 */
export function classifyDrop({ looks, contrast, clusters }: { looks: readonly Look[]; contrast: Pick<Contrast, "kind" | "blockSteps" | "windowSteps">; clusters: Int32Array | null }): DropKind {
  const ordered = byStep(looks);
  const lookAt = (step: number) => {
    const look = ordered.find((one) => one.step === step);
    if (look === undefined) throw new RangeError(`step ${step} of the contrast is not among the looks`);
    return look;
  };
  const block = contrast.blockSteps.map(lookAt), window = contrast.windowSteps.map(lookAt);
  const nPrompts = window[0]!.values.length;
  const units = unitsOf(nPrompts, clusters);
  const isBetter = (better: readonly Look[], worse: readonly Look[]): boolean => {
    const differences = lookMean(better, new Float64Array(nPrompts)), worseMean = lookMean(worse, new Float64Array(nPrompts));
    for (let i = 0; i < nPrompts; i++) differences[i]! -= worseMean[i]!;
    const { nUnits, mean, variance } = meanAndVariance(differences, units);
    return nUnits >= 2 && tTail(mean / Math.sqrt(Math.max(variance, leastVariance)), nUnits - 1) <= level;
  };
  const meanOf = ({ values }: Look) => meanAndVariance(values, units).mean;
  const fallen = window.reduce((lowest, look) => (meanOf(look) < meanOf(lowest) ? look : lowest));
  if (contrast.kind === "sustained" && isBetter(block, window.filter((look) => look !== fallen))) return "sustained";
  const following = ordered.filter(({ step, incomplete }) => step > fallen.step && !incomplete).slice(0, nFollowing);
  if (following.length < nFollowing) return "unconfirmed";
  if (isBetter(block, following)) return "sustained";
  return isBetter(following, [fallen]) ? "dip-recovered" : "unresolved";
}
