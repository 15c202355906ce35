import { PromptInput } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import type { TableRow } from "./table-of";

/**
 * Prompts from rows {key, prompt | messages, tags?, group?}. As in conversational data sets, `prompt` may be a list of messages;
 * in CSV, tags are separated by semicolons.
 * @throws DomainError invalid-request naming the row and the field
 */
export function promptsOf(rows: readonly TableRow[]): PromptInput[] {
  if (rows.length === 0) throw new DomainError("invalid-request", "The file holds no prompt.");
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

const orAbsent = (value: unknown): unknown => (value === null || value === "" ? undefined : value);
