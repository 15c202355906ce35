import type { CompletionInput } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { detectRowFormat, foreignFormats, type RowFormat } from "./row-formats";
import { sourceCompletions } from "./source-completions";
import type { TableRow } from "./table-of";

/** Names that other programs use, the first one there is taken. */
const names = {
  key: ["key", "id", "prompt_key", "doc_id"],
  completion: ["completion", "output", "response", "generated_text"],
  finishReason: ["finishReason", "finish_reason", "stop_reason"],
  sample: ["sample"],
} as const;
export type CompletionField = keyof typeof names;
/** Field by the name of its column. */
export type ColumnNames = Partial<Record<CompletionField, string>>;

/**
 * Completions of a checkpoint, or of a reference, from rows. A completion may be text, or chat messages whose last one is it.
 * @param columns names of columns, where they are others than the usual ones
 * @param format left out: by the fields of the first row, or our own where columns are named
 * @throws DomainError invalid-request naming the row
 */
export function completionsOf(rows: readonly TableRow[], columns: ColumnNames = {}, format?: RowFormat): CompletionInput[] {
  if (rows.length === 0) throw new DomainError("invalid-request", "The file holds no completion.");
  const chosen = format ?? (Object.keys(columns).length > 0 ? "tidemark" : detectRowFormat(rows));
  if (chosen !== "tidemark") return sourceCompletions(rows, foreignFormats[chosen], chosen === "alpaca-eval" ? "refused" : "samples");
  return rows.map(({ at, fields }) => {
    const find = (field: CompletionField): unknown => {
      const own = columns[field];
      const name = own ?? names[field].find((candidate) => fields[candidate] !== undefined && fields[candidate] !== null);
      return name === undefined ? undefined : fields[name];
    };
    const key = keyText(find("key"), at, columns.key);
    const finishReason = find("finishReason");
    const sample = find("sample");
    return {
      key,
      completion: completionText(find("completion"), at, columns.completion),
      ...(typeof finishReason === "string" && finishReason !== "" && { finishReason }),
      ...(sample !== undefined && sample !== null && sample !== "" && { sample: Number(sample) }),
    };
  });
}

function keyText(value: unknown, at: string, column: string | undefined): string {
  if (typeof value === "string" && value !== "") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  throw new DomainError("invalid-request", `${at}: ${column ? `"${column}" holds no key` : 'there is no "key"'}. Each row names its prompt by key; another column is named with --column key=NAME.`);
}

function completionText(value: unknown, at: string, column: string | undefined): string {
  if (typeof value === "string") return value;
  const last: unknown = Array.isArray(value) ? value.at(-1) : undefined;
  if (typeof last === "object" && last !== null && "content" in last && typeof last.content === "string") return last.content;
  throw new DomainError("invalid-request", `${at}: ${column ? `"${column}"` : '"completion"'} is ${value === undefined || value === null ? "missing" : `no text (${Array.isArray(value) ? "a list" : typeof value})`}. Another column is named with --column completion=NAME.`);
}
