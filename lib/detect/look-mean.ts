import type { Look } from "./look";

/**
 * Mean over looks of each prompt; not finite where a look has no finite value for it.
 * @param looks at least one
 * @param into [nPrompts] overwritten and returned
 */
export function lookMean(looks: readonly Pick<Look, "values">[], into: Float64Array): Float64Array {
  into.fill(0);
  for (const { values } of looks) for (let i = 0; i < into.length; i++) into[i]! += values[i]!;
  for (let i = 0; i < into.length; i++) into[i]! /= looks.length;
  return into;
}
