import type { ServerSpec } from "@/lib/contracts";
import type { ScoreItem } from "../reward-model";
import { conversation, renderText } from "./render-text";

/** The part of a request that `/classify` and `/pooling` share: messages for a chat model, plain texts otherwise. */
export function vllmInput(spec: ServerSpec, items: readonly ScoreItem[]): Record<string, unknown> {
  const model = spec.backend.model === undefined ? {} : { model: spec.backend.model };
  if (spec.input === "chat") return { ...model, messages: conversation(items[0]!), add_generation_prompt: false, add_special_tokens: false };
  // A registered template writes the control tokens itself; the server must not add its own a second time.
  return { ...model, input: items.map((item) => renderText(spec, item)), ...(spec.template ? { add_special_tokens: false } : {}) };
}
