import { DomainError } from "@/lib/errors";

const newline = 0x0a;

export interface Line { text: string; /** From 1. */ line: number }

/**
 * Lines of a UTF-8 body, as many at once as end within one chunk (a wait for each would cost more than reading it); take all of
 * them, or stop. Lines of nothing but white space are left out.
 * @throws DomainError malformed-body naming the line that is not UTF-8
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Iterable<Line>> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes: Uint8Array, line: number): string => {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new DomainError("malformed-body", `Line ${line} is not UTF-8. Encode it as UTF-8 and send the body again.`, { line });
    }
  };
  let line = 0;
  let pending: Uint8Array[] = [];
  function* linesOf(chunk: Uint8Array): Generator<Line> {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      pending.push(chunk.subarray(from, end));
      const text = decode(pending.length === 1 ? pending[0]! : Buffer.concat(pending), ++line);
      pending = [];
      from = end + 1;
      if (text.trim() !== "") yield { text, line };
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
  }
  for await (const chunk of chunks) yield linesOf(chunk);
  yield linesOf(Uint8Array.of(newline));
}
