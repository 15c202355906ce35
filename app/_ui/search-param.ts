/** The search part of an address, as pages are given it. */
export type SearchParams = Record<string, string | string[] | undefined>;

/** What an address says under a name; nothing where it is empty or said twice. */
export function searchParam(from: SearchParams, name: string): string | undefined {
  const value = from[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}
