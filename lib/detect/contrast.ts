/** An earlier block of looks tested against a recent window of looks. Drops are positive when the window is worse. */
export interface Contrast {
  /** Looks in the window: 1, or as many as a block. */
  a: number;
  /** `fast`: one recent look; `sustained`: as many as a block (where a block has more than one). */
  kind: "fast" | "sustained";
  /** Steps of the block's and of the window's looks, ascending. */
  blockSteps: number[]; windowSteps: number[];
  /** Prompts (clusters where prompts have them) with a value in every look of both. */
  nUnits: number;
  /** Mean over those prompts of block mean - window mean, in units of the metric. */
  drop: number;
  /** Standard error of the drop, the guard included. */
  se: number;
  /** Variance added because the window's own spread shrank as its mean fell. */
  guard: number;
  /** (drop - delta) / se, and its one-sided p with nUnits - 1 degrees of freedom. */
  z: number; p: number;
  /** Share of alpha that this contrast may spend: it fires when p <= level. */
  level: number;
  /** min(1, alpha p / level): p on the scale of the whole run. */
  adjustedP: number;
  /** Lower bound of the drop at this contrast's level. */
  dropLow: number;
  /** p <= level and not held. */
  fired: boolean;
  /** A look in it is incomplete, or the looks exclude too different numbers of prompts: never fires, never counts. */
  held: boolean;
}
