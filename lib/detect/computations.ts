import { assessCurve } from "./assess-curve";
import { testFamilies } from "./test-families";

/** What runs on the statistics thread. */
export const computations = { testFamilies, assessCurve };
export type Computations = typeof computations;
export type ComputationName = keyof Computations;
