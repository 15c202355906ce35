import type { StoredRun } from "@/lib/db/runs";
import { DomainError } from "@/lib/errors";

/** @param path JSON Pointer of the field that names the branch. @throws DomainError invalid-request */
export function branchOrThrow(run: Pick<StoredRun, "branches">, branch: string, path: string): void {
  const known = run.branches.map(({ name }) => name);
  if (known.includes(branch)) return;
  const message = `this run has no branch ${JSON.stringify(branch)}; it has ${known.join(", ")}`;
  throw new DomainError("invalid-request", `branch: ${message}.`, { errors: [{ path, message }] });
}
