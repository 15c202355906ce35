/**
 * The JSON of an answer. Python servers may write NaN and Infinity, which JSON does not know: they become null.
 * @returns undefined if the text is not JSON
 */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (found) => (found.startsWith('"') ? found : "null")));
    } catch {
      return undefined;
    }
  }
}

/** What a server says about a refusal, as one short line without control characters; empty if it says nothing. */
export function refusalText(body: string, key: string | undefined): string {
  const parsed = parseAnswer(body) as Record<string, unknown> | undefined;
  const error = parsed?.error as Record<string, unknown> | string | undefined;
  const said = [typeof error === "object" ? error?.message : error, parsed?.message, parsed?.detail, parsed === undefined && !/^\s*</.test(body) ? body : undefined]
    .find((value) => value !== undefined && value !== null && value !== "");
  if (said === undefined) return "";
  const text = typeof said === "string" ? said : JSON.stringify(said);
  const line = text.replace(/[\p{C}\s]+/gu, " ").trim().slice(0, 300);
  return key ? line.replaceAll(key, "[key]") : line;
}
