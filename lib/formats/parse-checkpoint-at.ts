import { BranchName, StepText } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";

/** A checkpoint as it is written in an address; null where that part is left out. */
export interface CheckpointAt {
  /** Id, or project/name. */
  run: string | null;
  branch: string | null;
  step: number;
}

/**
 * Reads `400`, `branch:400`, `project/name@400` or `project/name@branch:400`; a run's id may stand for its project and name.
 * @param field name of the query field, for the error
 * @throws DomainError invalid-request
 */
export function parseCheckpointAt(text: string, field: string): CheckpointAt {
  const [, run, branch, digits] = /^(?:([^@]*)@)?(?:([^@:]*):)?([^@:]*)$/.exec(text) ?? [];
  const step = StepText.safeParse(digits);
  const branchIsName = branch === undefined || BranchName.safeParse(branch).success;
  if (step.success && branchIsName && run !== "") return { run: run ?? null, branch: branch ?? null, step: step.data };
  const message = `${JSON.stringify(text)} is no checkpoint; write a step (400), branch:step, or project/name@step`;
  throw new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/query/${field}`, message }] });
}
