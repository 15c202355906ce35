import { DomainError } from "@/lib/errors";

const newline = 0x0a;

/**
 * Lines of a UTF-8 body, with their numbers from 1; lines of nothing but white space are left out.
 * @throws DomainError malformed-body naming the line that is not UTF-8
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<{ text: string; line: number }> {
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
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      pending.push(chunk.subarray(from, end));
      const text = decode(pending.length === 1 ? pending[0]! : Buffer.concat(pending), ++line);
      if (text.trim() !== "") yield { text, line };
      pending = [];
      from = end + 1;
    }
    if (from < chunk.length) pending.push(chunk.subarray(from));
  }
  const text = decode(Buffer.concat(pending), ++line);
  if (text.trim() !== "") yield { text, line };
}
