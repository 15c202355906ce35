import { Environment, Interpreter, Template } from "@huggingface/jinja";
import type { Message } from "@/lib/contracts";
import { RewardModelError } from "./reward-model-error";
import { withTimeLimit } from "./time-limit";

const RENDER_LIMIT_MS = 2000;
const RANGE_LIMIT = 100_000;

export interface ChatTemplate {
  /** The conversation as the model's template writes it, without a generation prompt. @throws Error if the template refuses it or takes too long */
  render(messages: readonly Message[]): string;
  /** The same with what the template writes in front of an answer. */
  renderForAnswer(messages: readonly Message[]): string;
  /** The template refuses a system message: its text goes in front of the first user message. */
  readonly refusesSystem: boolean;
}

/**
 * Compiles a chat template once. Templates see no clock: one that prints today's date would give another score every day, so it gets the date it falls back to.
 * @param tokens names such as bos_token with their strings
 * @throws RewardModelError if it cannot be compiled or refuses a plain exchange
 */
export function createChatTemplate(source: string, tokens: Readonly<Record<string, string>>, shownName: string): ChatTemplate {
  let template: Template;
  try {
    template = new Template(source);
  } catch {
    throw new RewardModelError(`The chat template of ${shownName} cannot be read: check chat_template.jinja or chat_template in tokenizer_config.json.`);
  }
  exactStrip(template.parsed);
  const interpret = (messages: readonly Message[], forAnswer = false): string => withTimeLimit(() => {
    const scope = new Environment();
    for (const [name, value] of Object.entries({ ...globals, ...tokens })) scope.set(name, value);
    scope.set("messages", messages.map(({ role, content }) => ({ role, content })));
    scope.set("add_generation_prompt", forAnswer);
    return String(new Interpreter(scope).run(template.parsed).value);
  }, RENDER_LIMIT_MS);

  const exchange: Message[] = [{ role: "user", content: "question" }, { role: "assistant", content: "answer" }];
  let plain: string;
  try {
    plain = interpret(exchange);
  } catch (error) {
    throw new RewardModelError(`The chat template of ${shownName} cannot render a question and an answer (${reason(error)}): check chat_template.jinja or chat_template in tokenizer_config.json.`);
  }
  if (!plain.includes("question") || !plain.includes("answer")) {
    throw new RewardModelError(`The chat template of ${shownName} leaves out the question or the answer: register the template the model was trained with.`);
  }
  let refusesSystem = false;
  try {
    refusesSystem = !interpret([{ role: "system", content: "instruction" }, ...exchange]).includes("instruction");
  } catch {
    refusesSystem = true;
  }
  const fitting = (messages: readonly Message[]): readonly Message[] => (refusesSystem ? systemIntoUser(messages) : messages);
  return { refusesSystem, render: (messages) => interpret(fitting(messages)), renderForAnswer: (messages) => interpret(fitting(messages), true) };
}

/** What went wrong in a template, one short line without line breaks. */
export function reason(error: unknown): string {
  // Not instanceof: the error of a time limit comes from another realm.
  if ((error as NodeJS.ErrnoException | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return `it took more than ${RENDER_LIMIT_MS / 1000} seconds`;
  return (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").slice(0, 160);
}

function systemIntoUser(messages: readonly Message[]): Message[] {
  const system = messages.filter((message) => message.role === "system").map((message) => message.content).join("\n\n");
  const rest = messages.filter((message) => message.role !== "system");
  if (system === "") return rest;
  const first = rest.findIndex((message) => message.role === "user");
  return rest.map((message, i) => (i === first ? { role: message.role, content: `${system}\n\n${message.content}` } : message));
}

const globals: Record<string, unknown> = {
  true: true, false: false, none: null, True: true, False: false, None: null,
  raise_exception: (message: unknown) => { throw new Error(String(message)); },
  range: (...args: unknown[]) => {
    const [start, stop, step] = (args.length === 1 ? [0, args[0], 1] : [args[0], args[1], args[2] ?? 1]).map(Number) as [number, number, number];
    const count = Math.max(0, Math.ceil((stop - start) / step));
    if (!(count <= RANGE_LIMIT)) throw new Error("range() is too long");
    return Array.from({ length: count }, (_, i) => start + i * step);
  },
  exact_strip: (text: unknown, side: unknown, characters: unknown) => strip(String(text), String(side), typeof characters === "string" ? characters : null),
};

/** What Python's str.strip takes for white space; JavaScript's trim also takes U+FEFF and leaves out U+001C to U+001F and U+0085. */
const pythonSpace = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000";

function strip(text: string, side: string, characters: string | null): string {
  const set = new Set(characters ?? pythonSpace);
  const chars = [...text];
  let start = 0, end = chars.length;
  if (side !== "rstrip") while (start < end && set.has(chars[start]!)) start++;
  if (side !== "lstrip") while (end > start && set.has(chars[end - 1]!)) end--;
  return chars.slice(start, end).join("");
}

interface Node { type?: string; [key: string]: unknown }

/** Rewrites `x.strip(..)`, `x.lstrip(..)`, `x.rstrip(..)` and `x | trim` in a parsed template: the library's own ignore their argument. */
function exactStrip(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(exactStrip);
  if (typeof value !== "object" || value === null || value instanceof Map) return;
  const node = value as Node;
  for (const [key, child] of Object.entries(node)) {
    exactStrip(child);
    const call = child as Node | null;
    const rewritten = Array.isArray(child) ? child.map(stripCall) : typeof child === "object" && call !== null ? stripCall(call) : child;
    if (rewritten !== child) node[key] = rewritten;
  }
}

function stripCall(value: unknown): unknown {
  const node = value as Node;
  if (node?.type === "CallExpression") {
    const callee = node.callee as Node;
    const name = (callee?.property as Node | undefined)?.value;
    if (callee?.type === "MemberExpression" && callee.computed !== true && (name === "strip" || name === "lstrip" || name === "rstrip")) {
      return { type: "CallExpression", callee: { type: "Identifier", value: "exact_strip" }, args: [callee.object, { type: "StringLiteral", value: name }, ...(node.args as unknown[])] };
    }
  }
  if (node?.type === "FilterExpression" && (node.filter as Node)?.type === "Identifier" && (node.filter as Node).value === "trim") {
    return { type: "CallExpression", callee: { type: "Identifier", value: "exact_strip" }, args: [node.operand, { type: "StringLiteral", value: "strip" }] };
  }
  return value;
}
