/** Columns as wide as their longest cell, two spaces apart. Control characters are shown as symbols: cells may hold foreign text. */
export function formatTable(head: string[], rows: string[][]): string {
  const cells = [head, ...rows].map((row) => row.map(showControls));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  return cells.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}\n`).join("");
}

/** U+0000 to U+001F become their pictures (U+2400 on), so that no text can steer the terminal. */
export const showControls = (text: string): string =>
  text.replace(/[\u0000-\u001f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt(0))).replace(/[\u007f-\u009f]/g, "\ufffd");
