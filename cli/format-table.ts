import { showControls } from "@/lib/formats/show-controls";

/** Columns as wide as their longest cell, two spaces apart. Control characters are shown as symbols: cells may hold foreign text. */
export function formatTable(head: string[], rows: string[][]): string {
  const cells = [head, ...rows].map((row) => row.map(showControls));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? "")].length)));
  return cells.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}\n`).join("");
}
