import { readFileSync } from "node:fs";
import path from "node:path";
import { OnnxBackend, RewardModelSpec, ServerBackend } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";

/** Options of `models add`, as commander gives them. */
export interface AddOptions {
  kind: string;
  input: string;
  path?: string;
  file?: string;
  provider?: string;
  server?: string;
  url?: string;
  model?: string;
  apiKeyEnv?: string;
  timeoutMs?: string;
  concurrency?: string;
  attribute?: string[];
  output?: string[];
  template?: string;
  temperature?: string;
  maxTokens?: string;
  overlong?: string;
  label?: string;
  scale?: string;
  precision?: string;
  bos: boolean;
}

const onnxOnly = ["file", "provider"] as const;
const serverOnly = ["url", "model", "apiKeyEnv", "timeoutMs", "concurrency"] as const;
/** Name of an option as it is typed. */
const typed = (name: string) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/**
 * The body of a registration, from options.
 * @throws ConfigError naming the option and the remedy, before anything is sent
 */
export function toRegistration(name: string, options: AddOptions): RewardModelSpec {
  if ((options.path === undefined) === (options.server === undefined)) throw new ConfigError("Say where the model runs: --path FOLDER for an ONNX folder, or --server TYPE --url ADDRESS for a model server (one of the two).");
  const foreign = (options.server ? onnxOnly : serverOnly).filter((option) => options[option] !== undefined);
  if (foreign.length > 0) throw new ConfigError(`${foreign.map(typed).join(", ")} ${options.server ? "is for an ONNX folder (--path), not for --server" : "is for a model server (--server), not for --path"}.`);
  const body = {
    name, kind: options.kind, input: options.input, backend: options.server ? serverBackend(options) : onnxBackend(options),
    maxTokens: number(options, "maxTokens"), overlong: options.overlong, temperature: number(options, "temperature"),
    attributes: options.attribute?.map(weighted), outputs: options.output && Object.fromEntries(options.output.map(outputName)),
    label: options.label !== undefined && /^\d+$/.test(options.label) ? Number(options.label) : options.label,
    scale: options.scale, precision: options.precision, bos: options.bos ? undefined : false, template: options.template && readTemplate(options.template),
  };
  return parsed(RewardModelSpec, Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)));
}

function onnxBackend({ path: folder, file, provider }: AddOptions): OnnxBackendInput {
  // "./x" is meant from here; a bare name is looked up in the model folders of the server.
  const place = /^\.{1,2}([\\/]|$)/.test(folder!) ? path.resolve(folder!) : folder!;
  return parsed(OnnxBackend, { type: "onnx", path: place, ...(file && { file }), ...(provider && { provider }) });
}
type OnnxBackendInput = RewardModelSpec["backend"];

function serverBackend(options: AddOptions): RewardModelSpec["backend"] {
  if (!options.url) throw new ConfigError("Give the model server's address: --url http://HOST:PORT");
  const { model, apiKeyEnv } = options;
  return parsed(ServerBackend, {
    type: options.server, url: options.url, ...(model && { model }), ...(apiKeyEnv && { apiKeyEnv }),
    ...(options.timeoutMs !== undefined && { timeoutMs: number(options, "timeoutMs") }), ...(options.concurrency !== undefined && { concurrency: number(options, "concurrency") }),
  });
}

function number(options: AddOptions, option: "maxTokens" | "temperature" | "timeoutMs" | "concurrency"): number | undefined {
  const text = options[option];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new ConfigError(`${typed(option)} is a number, not ${JSON.stringify(text)}.`);
  return value;
}

function weighted(text: string): { name: string; weight: number } {
  const at = text.lastIndexOf("=");
  const weight = Number(text.slice(at + 1));
  if (at < 1 || text.slice(at + 1).trim() === "" || !Number.isFinite(weight)) throw new ConfigError(`--attribute is NAME=WEIGHT, as in helpfulness=0.65; ${JSON.stringify(text)} is not.`);
  return { name: text.slice(0, at), weight };
}

function outputName(text: string): [string, string] {
  const [, use, name] = /^(score|attributes|gating)=(.+)$/.exec(text) ?? [];
  if (!use || !name) throw new ConfigError(`--output is score=NAME, attributes=NAME or gating=NAME; ${JSON.stringify(text)} is not.`);
  return [use, name];
}

function readTemplate(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ConfigError(`--template ${file} cannot be read (${(error as Error).message}). It is JSON: {"pair": "... {context} ... {a} ... {b} ...", "context": "{role}: {content}", "labels": ["A", "B"]}.`);
  }
}

interface Schema<T> { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } } }

function parsed<T>(schema: Schema<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => {
    const [field] = issue.path.filter((part) => part !== "backend" && typeof part === "string");
    if (field === undefined || issue.message.startsWith(String(field))) return issue.message;
    return `${field === "name" ? "name" : typed(singular[String(field)] ?? String(field))}: ${issue.message}`;
  });
  throw new ConfigError(`The registration cannot be used. ${issues.join("; ")}.`);
}
const singular: Record<string, string> = { attributes: "attribute", outputs: "output", type: "server" };
