import { DomainError } from "@/lib/errors";

export interface JsonLine {
  /** 1-based line of the text. */
  line: number;
  value: unknown;
}

/**
 * Reads JSON Lines: one JSON value a line, LF or CRLF; blank lines and a byte order mark are passed over.
 * @throws DomainError malformed-body naming the line and the parser's reason
 */
export function parseJsonLines(text: string): JsonLine[] {
  const lines: JsonLine[] = [];
  text.replace(/^\uFEFF/, "").split(/\r?\n/).forEach((content, i) => {
    if (content.trim() === "") return;
    try {
      lines.push({ line: i + 1, value: JSON.parse(content) as unknown });
    } catch (error) {
      throw new DomainError("malformed-body", `Line ${i + 1} is not JSON (${(error as Error).message}). Write one JSON value a line.`, { line: i + 1 });
    }
  });
  return lines;
}

/** @returns one line a value, each ended by LF; nothing for no values */
export function formatJsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
