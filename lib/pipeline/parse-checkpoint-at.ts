import { type CheckpointAt, readCheckpointAt } from "@/lib/chart/checkpoint-at";
import { DomainError } from "@/lib/errors";

/**
 * Reads `400`, `branch:400`, `project/name@400` or `project/name@branch:400`; a run's id may stand for its project and name.
 * @param field name of the query field, for the error
 * @throws DomainError invalid-request
 */
export function parseCheckpointAt(text: string, field: string): CheckpointAt {
  const at = readCheckpointAt(text);
  if (at) return at;
  const message = `${JSON.stringify(text)} is no checkpoint; write a step (400), branch:step, or project/name@step`;
  throw new DomainError("invalid-request", `${field}: ${message}.`, { errors: [{ path: `/query/${field}`, message }] });
}
