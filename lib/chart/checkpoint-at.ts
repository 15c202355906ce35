/** A checkpoint as it is written in an address; null where that part is left out. */
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
  const [, run = null, branch = null, digits] = /^(?:([^@]+)@)?(?:([A-Za-z0-9][A-Za-z0-9._-]{0,99}):)?(0|[1-9][0-9]{0,15})$/.exec(text ?? "") ?? [];
  const step = Number(digits);
  return Number.isSafeInteger(step) ? { run, branch, step } : null;
}
