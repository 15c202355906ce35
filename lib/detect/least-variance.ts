/** Variance below which a difference counts as known exactly: looks that are copies of each other have none. */
export const leastVariance = 1e-12;
