import type { ScanInput } from "./scan-look";

/** The looks and clusters of some prompts only, in the order of the indices: what a category's family is tested on. */
export function restrictLooks({ looks, clusters }: Pick<ScanInput, "looks" | "clusters">, promptIndices: Int32Array): Pick<ScanInput, "looks" | "clusters"> {
  return {
    looks: looks.map((look) => ({ ...look, values: Float64Array.from(promptIndices, (i) => look.values[i]!) })),
    clusters: clusters && Int32Array.from(promptIndices, (i) => clusters[i]!),
  };
}
