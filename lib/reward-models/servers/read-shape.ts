import { ServerError } from "./server-error";

/** A sentence for an answer that is not what the server documents. */
export function wrongShape(expected: string): ServerError {
  return new ServerError("shape", `The model server answers something else than expected: ${expected}. Check backend.type and the version of the server.`);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A number, or null for null and for what no number is; @throws ServerError shape for anything else. */
export function numberOrNull(value: unknown, expected: string): number | null {
  if (value === null) return null;
  if (typeof value !== "number") throw wrongShape(expected);
  return Number.isFinite(value) ? value : null;
}

/** Exactly `length` elements. @throws ServerError shape */
export function listOfLength(value: unknown, length: number, expected: string): unknown[] {
  if (!Array.isArray(value) || value.length !== length) {
    throw wrongShape(`${expected} with ${length} entries${Array.isArray(value) ? `, not ${value.length}` : ""}`);
  }
  return value;
}

/** Entries of `data: [{index, ...}]` in the order of their index. @throws ServerError shape if they are not 0 to length - 1, once each */
export function byIndex(answer: unknown, length: number, expected: string): Record<string, unknown>[] {
  const data = listOfLength(isRecord(answer) ? answer.data : undefined, length, expected);
  const ordered = new Array<Record<string, unknown> | undefined>(length);
  for (const entry of data) {
    if (!isRecord(entry)) throw wrongShape(expected);
    const index = entry.index;
    if (typeof index !== "number" || !Number.isInteger(index) || index < 0 || index >= length || ordered[index]) throw wrongShape(`${expected}, each index from 0 to ${length - 1} once`);
    ordered[index] = entry;
  }
  return ordered as Record<string, unknown>[];
}

/** usage.prompt_tokens of an answer, where it is there. */
export function promptTokens(answer: unknown): number | undefined {
  const usage = isRecord(answer) ? answer.usage : undefined;
  const count = isRecord(usage) ? usage.prompt_tokens : undefined;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 ? count : undefined;
}
