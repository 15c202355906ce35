import type { z } from "zod";
import type { FieldError } from "@/lib/errors";
import { jsonPointer } from "./json-pointer";

type Issue = z.core.$ZodIssue;

/** Says "is missing" where a value is; messages that a contract gives itself go before this. */
export const sayMissing: z.core.$ZodErrorMap = (issue) =>
  issue.input === undefined && (issue.code === "invalid_type" || issue.code === "invalid_value" || issue.code === "invalid_union")
    ? "is missing"
    : undefined;

/** What a contract found wrong, as JSON Pointers below `prefix`. */
export function fieldErrors(issues: readonly Issue[], prefix: readonly PropertyKey[] = []): FieldError[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path];
    const branch = issue.code === "invalid_union" && issue.message === "Invalid input" ? nearest(issue.errors) : null;
    return branch ? fieldErrors(branch, path) : [{ path: jsonPointer(path), message: issue.message }];
  });
}

/** The alternative that fits best: whose problems lie deepest, then with the fewest. */
function nearest(branches: readonly Issue[][]): Issue[] | null {
  const depth = (issues: Issue[]) => Math.max(0, ...issues.map((issue) => issue.path.length));
  const sorted = branches.filter((b) => b.length > 0).sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return sorted[0] ?? null;
}
