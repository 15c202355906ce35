import { Message } from "@/lib/contracts";

/** Names of roles in older data sets. */
const roles: Record<string, Message["role"]> = { human: "user", gpt: "assistant", bot: "assistant", model: "assistant", developer: "system" };

/** As a prompt is sent: one message of the user is a text, everything else messages. */
export const asPrompt = (messages: Message[]): { prompt: string } | { messages: Message[] } =>
  messages.length === 1 && messages[0]?.role === "user" ? { prompt: messages[0].content } : { messages };

/**
 * A conversation as data sets write it: a text (one user message), a list of {role, content}, or of {from, value}.
 * @returns null where it is neither
 */
export function readMessages(value: unknown): Message[] | null {
  if (typeof value === "string") return value === "" ? null : [{ role: "user", content: value }];
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages = value.map((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return null;
    const { role, from, content, value: said } = entry as Record<string, unknown>;
    const name = role ?? from;
    const parsed = Message.safeParse({ role: typeof name === "string" ? (roles[name] ?? name) : name, content: content ?? said });
    return parsed.success ? parsed.data : null;
  });
  return messages.every((message) => message !== null) ? messages : null;
}
