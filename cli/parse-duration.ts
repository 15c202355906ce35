import { InvalidArgumentError } from "commander";

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `1.5h`; a bare number is seconds. @returns milliseconds */
export function parseDuration(text: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * (unitMs[unit] ?? NaN);
  if (!Number.isFinite(ms)) throw new InvalidArgumentError("Write a number with ms, s, m, h or d, e.g. 30m.");
  return ms;
}
