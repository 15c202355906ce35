import { bradleyTerryIntervals } from "@/lib/stats/bradley-terry-intervals";
import { pairedChanges } from "@/lib/stats/paired-changes";
import { summariseAgainstAll, type AgainstAllInput } from "@/lib/stats/summarise-against-all";
import { assessCurve } from "./assess-curve";
import { assessDegeneracy } from "./degeneracy/assess-degeneracy";
import { testFamilies } from "./test-families";

/** What runs on the statistics thread. */
export const computations = {
  testFamilies, assessCurve, assessDegeneracy, bradleyTerryIntervals, pairedChanges,
  summariseAgainstAll: (points: readonly AgainstAllInput[]) => points.map(summariseAgainstAll),
};
export type Computations = typeof computations;
export type ComputationName = keyof Computations;
