/** One side of a comparison in an address. */
export interface CheckpointAt {
  /** Id, or project/name. */
  run: string | null;
  branch: string | null;
  step: number;
}

/** `project/name@400` or `project/name@branch:400`; without a run `400` or `branch:400`. */
export function formatCheckpointAt({ run, branch, step }: CheckpointAt): string {
  return `${run === null ? "" : `${run}@`}${branch === null || branch === "main" ? "" : `${branch}:`}${step}`;
}

/** Reads what formatCheckpointAt wrote. @returns null for anything else */
export function readCheckpointAt(text: string | undefined): CheckpointAt | null {
  const [, run, branch, digits] = /^(?:([^@]+)@)?(?:([^@:]+):)?(0|[1-9][0-9]{0,15})$/.exec(text ?? "") ?? [];
  return digits === undefined ? null : { run: run ?? null, branch: branch ?? null, step: Number(digits) };
}
