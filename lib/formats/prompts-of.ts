import { PromptInput } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { derivedKey } from "./derived-key";
import { asPrompt } from "./read-messages";
import { detectRowFormat, foreignFormats, type RowFormat } from "./row-formats";
import type { TableRow } from "./table-of";

/**
 * Prompts from rows {key, prompt | messages, tags?, group?}. As in conversational data sets, `prompt` may be a list of messages;
 * in CSV, tags are separated by semicolons.
 * @param format left out: by the fields of the first row
 * @throws DomainError invalid-request naming the row and the field
 */
export function promptsOf(rows: readonly TableRow[], format: RowFormat = detectRowFormat(rows)): PromptInput[] {
  if (rows.length === 0) throw new DomainError("invalid-request", "The file holds no prompt.");
  if (format !== "tidemark") return sourcePrompts(rows, format);
  return rows.map(({ at, fields }) => {
    const { key, id, prompt, messages, tags, group } = fields;
    const named = key ?? id;
    const parsed = PromptInput.safeParse({
      key: typeof named === "number" ? String(named) : named,
      ...(Array.isArray(prompt) ? { messages: prompt } : { prompt: orAbsent(prompt) }),
      ...(orAbsent(messages) !== undefined && { messages }),
      tags: typeof tags === "string" ? tags.split(";").map((tag) => tag.trim()).filter(Boolean) : orAbsent(tags),
      group: orAbsent(group),
    });
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const field = issue?.path.join(".") || "row";
    throw new DomainError("invalid-request", `${at}: ${field}: ${field === "key" && named === undefined ? "is missing; each prompt has a key of its own" : issue?.message}.`);
  });
}

/** Prompts of a foreign file; one that stands several times (a row for each filter or sample) is one prompt. */
function sourcePrompts(rows: readonly TableRow[], format: Exclude<RowFormat, "tidemark">): PromptInput[] {
  const found = new Map<string, PromptInput>();
  for (const row of rows) {
    const { key, messages, tags } = foreignFormats[format](row);
    if (!messages) throw new DomainError("invalid-request", `${row.at}: the prompt is missing.`);
    const name = key ?? derivedKey(messages);
    const asked: Pick<PromptInput, "prompt" | "messages"> = asPrompt(messages);
    const before = found.get(name);
    if (before && JSON.stringify([before.prompt, before.messages]) !== JSON.stringify([asked.prompt, asked.messages])) throw new DomainError("invalid-request", `${row.at}: another prompt has the key ${JSON.stringify(name)} already.`);
    if (!before) found.set(name, { key: name, ...asked, ...(tags.length > 0 && { tags }) });
  }
  return [...found.values()];
}

const orAbsent = (value: unknown): unknown => (value === null || value === "" ? undefined : value);
