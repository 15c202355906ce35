/** Asks a curve for the average over all references of its run; no reference set can have this name. */
export const allReferences = "*";
