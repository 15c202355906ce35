import type { Message } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { readMessages } from "./read-messages";
import type { TableRow } from "./table-of";

/** What a row of somebody else's file says. */
export interface SourceRow {
  /** The file's own name of the prompt; null where it has none. */
  key: string | null;
  messages: Message[] | null;
  /** What was written for it, one text a sample; empty where the row holds prompts alone. */
  completions: string[];
  tags: string[];
}

export const rowFormats = ["tidemark", "trl", "alpaca-eval", "lm-eval", "lighteval"] as const;
export type RowFormat = (typeof rowFormats)[number];

/** Readers of the formats that are not our own. Each throws DomainError invalid-request naming row, field and remedy. */
export const foreignFormats: Record<Exclude<RowFormat, "tidemark">, (row: TableRow) => SourceRow> = { trl, "alpaca-eval": alpacaEval, "lm-eval": lmEval, lighteval };

const has = (row: TableRow, ...names: string[]) => names.some((name) => row.fields[name] !== undefined && row.fields[name] !== null && row.fields[name] !== "");

/** The format of a file by the fields of its first row. */
export function detectRowFormat(rows: readonly TableRow[]): RowFormat {
  const [row] = rows;
  if (!row) return "tidemark";
  if (has(row, "resps", "filtered_resps")) return "lm-eval";
  if (has(row, "model_response", "predictions", "full_prompt")) return "lighteval";
  const named = has(row, "key", "id", "prompt_key", "doc_id");
  if (has(row, "instruction") && !named) return "alpaca-eval";
  if (has(row, "messages", "prompt") && !named) return "trl";
  return "tidemark";
}

function wrong(at: string, field: string, what: string): DomainError {
  return new DomainError("invalid-request", `${at}: "${field}" ${what}.`);
}

const keyOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : Number.isSafeInteger(value) ? String(value) : null);

/** {"prompt", "completion"} as texts or lists of messages, or {"messages"} whose last one is the completion. */
function trl({ at, fields }: TableRow): SourceRow {
  const key = keyOf(fields["key"] ?? fields["id"] ?? fields["prompt_key"]);
  const { prompt, messages, completion } = fields;
  if (prompt === undefined || prompt === null) {
    const all = readMessages(messages);
    if (!all || typeof messages === "string") throw wrong(at, "messages", "is no list of {role, content}; give prompt and completion, or messages");
    const last = all.at(-1);
    const own = last?.role === "assistant" ? last : null;
    return { key, messages: own ? all.slice(0, -1) : all, completions: own ? [own.content] : [], tags: [] };
  }
  const asked = readMessages(prompt);
  if (!asked) throw wrong(at, "prompt", "is neither text nor a list of {role, content}");
  if (completion === undefined || completion === null) return { key, messages: asked, completions: [], tags: [] };
  const answer = typeof completion === "string" ? completion : readMessages(completion)?.at(-1)?.content;
  if (answer === undefined) throw wrong(at, "completion", "is neither text nor a list of {role, content}");
  return { key, messages: asked, completions: [answer], tags: [] };
}

/** alpaca_eval's model_outputs: {"instruction", "output", "generator"?, "dataset"?}. */
function alpacaEval({ at, fields: { instruction, output, dataset } }: TableRow): SourceRow {
  if (typeof instruction !== "string" || instruction === "") throw wrong(at, "instruction", "is no text; it is the prompt");
  if (output !== undefined && output !== null && typeof output !== "string") throw wrong(at, "output", "is no text; it is what the model wrote");
  const tags = typeof dataset === "string" && dataset !== "" ? [dataset.slice(0, 200)] : [];
  return { key: null, messages: [{ role: "user", content: instruction }], completions: typeof output === "string" ? [output] : [], tags };
}

/** lm-evaluation-harness, samples_*.jsonl of a task that generates: "doc_id", "arguments", "resps". */
function lmEval({ at, fields }: TableRow): SourceRow {
  const key = keyOf(fields["doc_id"]);
  if (key === null) throw wrong(at, "doc_id", "is missing; run lm_eval with --log_samples, which writes it");
  const given = fields["resps"] ?? fields["filtered_resps"];
  const completions = (Array.isArray(given) ? given : []).flatMap((one: unknown) => (Array.isArray(one) ? (one as unknown[]) : [one]));
  if (completions.length === 0 || !completions.every((one) => typeof one === "string")) {
    throw wrong(at, "resps", "holds no generated text; only tasks that generate (output_type: generate_until) have completions, those by log-likelihood have none");
  }
  return { key, messages: askedOfHarness(fields["arguments"]), completions, tags: [] };
}

/** [[context, settings]], or {"gen_args_0": {"arg_0": context}}; a context of chat models is JSON of their messages. */
function askedOfHarness(given: unknown): Message[] | null {
  const first: unknown = Array.isArray(given) ? given[0] : typeof given === "object" && given !== null ? Object.values(given)[0] : null;
  const context: unknown = Array.isArray(first) ? first[0] : typeof first === "object" && first !== null && "arg_0" in first ? first.arg_0 : null;
  if (typeof context !== "string" || !context.startsWith("[{")) return readMessages(context);
  try {
    return readMessages(JSON.parse(context)) ?? readMessages(context);
  } catch {
    return readMessages(context);
  }
}

/** lighteval's details as JSON: {"doc": {"query"}, "model_response": {"text"}}, or the older {"full_prompt", "predictions"}. */
function lighteval({ at, fields }: TableRow): SourceRow {
  const doc = typeof fields["doc"] === "object" && fields["doc"] !== null ? (fields["doc"] as Record<string, unknown>) : {};
  const response = typeof fields["model_response"] === "object" && fields["model_response"] !== null ? (fields["model_response"] as Record<string, unknown>) : {};
  const written = response["text"] ?? fields["predictions"];
  const completions = typeof written === "string" ? [written] : Array.isArray(written) ? (written as unknown[]) : [];
  if (completions.length === 0 || !completions.every((one) => typeof one === "string")) {
    throw wrong(at, "model_response.text", "holds no generated text; details of tasks by log-likelihood have none");
  }
  return { key: keyOf(doc["id"]), messages: readMessages(doc["query"] ?? fields["full_prompt"] ?? fields["example"]), completions, tags: [] };
}
