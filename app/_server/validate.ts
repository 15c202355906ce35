import type { z } from "zod";
import { DomainError, type FieldError } from "@/lib/errors";
import { bodyParts } from "./body-parts";
import { createBreather } from "@/lib/runtime/create-breather";
import { fieldErrors, sayMissing } from "./field-errors";

/** Beyond this many problems the rest is not looked for. */
const enough = 1000;
const longList = 500;

const refusal = (errors: FieldError[]) => {
  const first = errors[0];
  return new DomainError("invalid-request", `${first?.path || "The body"}: ${first?.message ?? "not valid"}`, { errors });
};

/**
 * Parses by a contract.
 * @param prefix place of the value in the request, e.g. ["query"]
 * @throws DomainError invalid-request with a JSON Pointer for each problem
 */
export function validate<T>(schema: z.ZodType<T>, value: unknown, prefix: readonly PropertyKey[] = []): T {
  const parsed = schema.safeParse(value, { error: sayMissing });
  if (!parsed.success) throw refusal(fieldErrors(parsed.error.issues, prefix));
  return parsed.data;
}

/** The same for a body; a long list in it is read item by item, so that the event loop stays free. */
export async function validateBody<T>(schema: z.ZodType<T>, value: unknown): Promise<T> {
  const parts = bodyParts(schema);
  const items = parts && (value as Record<string, unknown> | null)?.[parts.list];
  if (!parts || !Array.isArray(items) || items.length < longList) return validate(schema, value);
  const shell = parts.shell.safeParse(value, { error: sayMissing });
  const errors = shell.success ? [] : fieldErrors(shell.error.issues);
  const read: unknown[] = [];
  const breathe = createBreather();
  for (const [i, item] of items.entries()) {
    if (i % 64 === 0) await breathe();
    const parsed = parts.item.safeParse(item, { error: sayMissing });
    if (parsed.success) read.push(parsed.data);
    else errors.push(...fieldErrors(parsed.error.issues, [parts.list, i]));
    if (errors.length >= enough) break;
  }
  if (!shell.success || errors.length > 0) throw refusal(errors);
  return { ...(shell.data as object), [parts.list]: read } as T;
}
