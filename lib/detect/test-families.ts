import type { Contrast as FoundContrast } from "@/lib/contracts";
import type { Family } from "./categories";
import type { Contrast } from "./contrast";
import type { DetectorPlan } from "./detector-plan";
import type { Look } from "./look";
import { restrictLooks } from "./restrict-looks";
import { scanLook } from "./scan-look";

export interface FamiliesInput {
  looks: readonly Look[];
  /** Arrival of the look that is new. */
  at: number;
  plan: DetectorPlan;
  /** [nPrompts] cluster ids. */
  clusters: Int32Array;
  families: readonly Family[];
}

export interface LookFinding {
  nContrasts: number;
  /** Smallest run-adjusted p over families, on the scale of the plan's alpha; 1 when nothing may alarm. */
  adjustedP: number;
  strongest: FoundContrast | null;
  fired: FoundContrast | null;
  /** There were contrasts, and all of them were held. */
  held: boolean;
}

/** Tests one look in every family. By the union bound over families the episode's error stays at most the plan's alpha. */
export function testFamilies({ looks, at, plan, clusters, families }: FamiliesInput): LookFinding {
  const found = families.map(({ name, alpha, promptIndices }) => {
    const restricted = promptIndices === null ? { looks, clusters } : restrictLooks({ looks, clusters }, promptIndices);
    const result = scanLook({ ...restricted, at, plan: { ...plan, alpha } });
    const present = (contrast: Contrast | null) => contrast && presentContrast(contrast, name, plan.alpha / alpha);
    return { ...result, strongest: present(result.strongest), fired: present(result.fired) };
  });
  const tested = found.filter(({ nContrasts }) => nContrasts > 0);
  return {
    nContrasts: found.reduce((sum, { nContrasts }) => sum + nContrasts, 0),
    adjustedP: Math.min(1, ...found.map(({ strongest }) => strongest?.adjustedP ?? 1)),
    strongest: first(found.map(({ strongest }) => strongest), (a, b) => a.adjustedP - b.adjustedP),
    fired: first(found.map(({ fired }) => fired), (a, b) => Number(a.kind === "fast") - Number(b.kind === "fast") || a.adjustedP - b.adjustedP),
    held: tested.length > 0 && tested.every(({ held }) => held),
  };
}

function presentContrast({ kind, blockSteps, windowSteps, nUnits, drop, dropLow, adjustedP }: Contrast, family: string, scale: number): FoundContrast {
  return { family, kind, blockSteps, windowSteps, nUnits, drop, dropLow, adjustedP: Math.min(1, adjustedP * scale) };
}

/** The first in the order given; of equals, that of the earlier family (all prompts before tags). */
function first(contrasts: readonly (FoundContrast | null)[], order: (a: FoundContrast, b: FoundContrast) => number): FoundContrast | null {
  return contrasts.filter((contrast) => contrast !== null).sort(order)[0] ?? null;
}
