import type { Message } from "@/lib/contracts";

/** A prompt as one text, for models that read text pairs: one user message is its content; several are `role: content` blocks separated by a blank line. */
export function promptText(messages: readonly Message[]): string {
  if (messages.length === 1 && messages[0]!.role === "user") return messages[0]!.content;
  return messages.map((message) => `${message.role}: ${message.content}`).join("\n\n");
}
