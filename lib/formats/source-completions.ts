import type { CompletionInput } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { derivedKey } from "./derived-key";
import type { SourceRow } from "./row-formats";
import type { TableRow } from "./table-of";

/** Harnesses write a row for each filter of the same answer. */
const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((text, i) => text === b[i]);

/**
 * Completions of a foreign file. A prompt that stands several times gives samples 0, 1, ... in the order of the file; a row that says
 * the same again under the same key of the file is the same answer.
 * @throws DomainError invalid-request naming the row
 */
export function sourceCompletions(rows: readonly TableRow[], read: (row: TableRow) => SourceRow, repeats: "samples" | "refused"): CompletionInput[] {
  const found = new Map<string, { at: string; texts: string[] }>();
  for (const row of rows) {
    const { key: own, messages, completions } = read(row);
    if (completions.length === 0) throw new DomainError("invalid-request", `${row.at}: there is a prompt but no completion.`);
    if (own === null && messages === null) throw new DomainError("invalid-request", `${row.at}: the prompt is missing, so nothing says what this completes. Add a key.`);
    const key = own ?? derivedKey(messages ?? []);
    const before = found.get(key);
    if (!before) found.set(key, { at: row.at, texts: [...completions] });
    else if (repeats === "refused") throw new DomainError("invalid-request", `${row.at}: the same prompt stands at ${before.at}. Each may stand there once.`);
    else if (own === null || !same(before.texts, completions)) before.texts.push(...completions);
  }
  return [...found].flatMap(([key, { texts }]) => texts.map((completion, sample) => ({ key, completion, ...(sample > 0 && { sample }) })));
}
