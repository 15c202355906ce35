import type { z } from "zod";
import { DomainError, type FieldError } from "@/lib/errors";
import { bodyParts } from "./body-parts";
import { createBreather } from "@/lib/runtime/create-breather";
import { checkJson } from "./check-json";
import { fieldErrors, sayMissing } from "./field-errors";
import { parseJson } from "./parse-json";
import { readLines } from "./read-lines";

/** Beyond this many problems the rest is not looked for. */
const enough = 20;

/**
 * Reads an NDJSON body: line 1 is the body without its list, plus the number of items (`nCompletions`); then one item a line.
 * One line is held at a time, beside the items already read.
 * @returns the body as it would be in JSON
 * @throws DomainError naming the line: malformed-body (not JSON), invalid-request (also for another number of items)
 */
export async function readNdjson<T>(chunks: AsyncIterable<Uint8Array>, schema: z.ZodType<T>): Promise<T> {
  const parts = bodyParts(schema);
  if (!parts) throw new Error("an endpoint with ndjson has a body with one list");
  const { list, count, item, head } = parts;
  let read: Record<string, unknown> | null = null;
  const items: unknown[] = [];
  const errors: FieldError[] = [];
  const breathe = createBreather();
  const wrongCount = (announced: number, n: string) =>
    new DomainError("invalid-request", `Line 1 says ${count}: ${announced}, but ${n} follow. Nothing was stored.`, {
      errors: [{ path: `/${count}`, message: `${announced} announced, ${n} sent` }],
    });
  reading: for await (const lines of readLines(chunks)) {
    for (const { text, line } of lines) {
      const pause = breathe();
      if (pause) await pause;
      const prefix = read ? [list, items.length] : [];
      const value = parseJson(text, `Line ${line}`);
      try {
        for (const _ of checkJson(value, prefix)) await breathe();
      } catch (error) {
        throw naming(error, line);
      }
      const parsed = (read ? item : head).safeParse(value, { error: sayMissing });
      if (!parsed.success) errors.push(...fieldErrors(parsed.error.issues, prefix).map((e) => ({ ...e, message: `line ${line}: ${e.message}` })));
      if (errors.length >= enough || (errors.length > 0 && !read)) break reading;
      if (read) {
        items.push(parsed.data);
        if (items.length > (read[count] as number)) throw wrongCount(read[count] as number, "more");
      } else read = parsed.data as Record<string, unknown>;
    }
  }
  if (errors.length > 0) throw new DomainError("invalid-request", `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
  if (!read) throw new DomainError("malformed-body", `The body is empty; line 1 must be JSON with ${count}.`);
  const { [count]: announced, ...body } = read;
  if (items.length !== announced) throw wrongCount(announced as number, String(items.length));
  return { ...body, [list]: items } as T;
}

function naming(error: unknown, line: number): unknown {
  if (!(error instanceof DomainError)) return error;
  const errors = error.details.errors?.map((e) => ({ ...e, message: `line ${line}: ${e.message}` }));
  return new DomainError(error.code, error.message, { ...error.details, errors });
}
