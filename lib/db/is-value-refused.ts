/** PostgreSQL: characters it cannot store, untranslatable characters, a number or a time out of range. */
const codes = new Set(["22021", "22P05", "22003", "22008"]);

/** Whether the database refused a value that came with a request, as against failing. */
export function isValueRefused(error: unknown): boolean {
  for (let e = error, depth = 0; e !== null && typeof e === "object" && depth < 5; depth++) {
    const { code, originalCode, kind, cause, meta } = e as Record<string, unknown>;
    if ([code, originalCode].some((c) => typeof c === "string" && codes.has(c)) || kind === "ValueOutOfRange") return true;
    e = cause ?? (meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError;
  }
  return false;
}
