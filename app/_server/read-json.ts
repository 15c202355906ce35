import type { z } from "zod";
import { DomainError } from "@/lib/errors";
import { createBreather } from "@/lib/runtime/create-breather";
import { checkJson } from "./check-json";
import { parseJson } from "./parse-json";
import { validateBody } from "./validate";

/** V8 keeps no longer text. */
const maxTextBytes = 500 * 1024 * 1024;

/**
 * Reads a JSON body by its contract.
 * @throws DomainError malformed-body (not UTF-8, not JSON), invalid-request, body-too-large
 */
export async function readJson<T>(chunks: AsyncIterable<Uint8Array>, schema: z.ZodType<T>): Promise<T> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let nBytes = 0;
  for await (const chunk of chunks) {
    nBytes += chunk.byteLength;
    if (nBytes > maxTextBytes) throw new DomainError("body-too-large", "A JSON body may be 500 MB. Send application/x-ndjson instead.", { maxBytes: maxTextBytes });
    text += decode(decoder, chunk);
  }
  text += decode(decoder);
  const value = parseJson(text, "The body");
  const breathe = createBreather();
  for (const _ of checkJson(value)) await breathe();
  return validateBody(schema, value);
}

function decode(decoder: TextDecoder, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new DomainError("malformed-body", "The body is not UTF-8. Encode it as UTF-8 and send it again.");
  }
}
