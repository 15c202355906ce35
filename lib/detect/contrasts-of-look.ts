/** Where one contrast lies among the looks in step order. */
export interface ContrastPlace {
  /** Looks in the window. */
  a: number;
  /** Index of the first look of the block, and of the window. */
  blockStart: number; windowStart: number;
  /** Contrasts of the same look with the same a: what the level is divided by. */
  nSame: number;
}

/** Lengths of the recent windows: one look, and as many as a block. */
export function windowLengths(blockSize: number): number[] {
  return blockSize === 1 ? [1] : [1, blockSize];
}

/**
 * The contrasts that a new look brings: every window of `a` consecutive looks that contains it against every block that
 * ends before the window; and where the new look fell inside an earlier block, that block against the newest `a` looks.
 * Blocks are groups of `blockSize` from the smallest step. They depend on order and arrival only, never on scores.
 * @param nLooks looks in step order, the new one included
 * @param position index of the new look among them
 * @returns by a, then window, then block; with looks arriving in step order: the newest window against all blocks before it
 */
export function contrastsOfLook({ nLooks, position, blockSize }: { nLooks: number; position: number; blockSize: number }): ContrastPlace[] {
  return windowLengths(blockSize).flatMap((a) => {
    const places: { blockStart: number; windowStart: number }[] = [];
    for (let windowStart = Math.max(0, position - a + 1); windowStart <= Math.min(position, nLooks - a); windowStart++) {
      for (let blockStart = 0; blockStart + blockSize <= windowStart; blockStart += blockSize) places.push({ blockStart, windowStart });
    }
    const ownBlock = position - (position % blockSize);
    if (ownBlock + blockSize <= nLooks - a) places.push({ blockStart: ownBlock, windowStart: nLooks - a });
    return places.map((place) => ({ a, ...place, nSame: places.length }));
  });
}
