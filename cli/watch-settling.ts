import type { Found } from "./watch-find";

/**
 * How long files have not changed, by looking again and again: no clock but this process's own counts, since a file server may have another one.
 * @returns for each look the milliseconds since the file was first seen as it is now
 */
export function createSettling(): (found: Found, now: number) => number {
  const since = new Map<string, { signature: string; at: number }>();
  return ({ name, signature }, now) => {
    const before = since.get(name);
    if (before?.signature === signature) return now - before.at;
    since.set(name, { signature, at: now });
    return 0;
  };
}
