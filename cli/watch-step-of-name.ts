import { InvalidArgumentError } from "commander";
import { StepText } from "@/lib/contracts";
import { rowFile } from "./read-table-file";

/**
 * Training step that a name of a file or folder tells: the last number in it (`checkpoint-400`, `epoch=1-step=0400.jsonl`), or what the pattern's
 * first group holds.
 * @returns null where the name tells none
 */
export function stepOfName(name: string, pattern: RegExp | null): number | null {
  const digits = pattern ? pattern.exec(name)?.[1] : name.replace(rowFile, "").match(/\d+/g)?.at(-1);
  const step = StepText.safeParse(digits?.replace(/^0+(?=\d)/, ""));
  return step.success ? step.data : null;
}

/** A regular expression whose first group is the step. */
export function parseStepPattern(text: string): RegExp {
  try {
    const pattern = new RegExp(text);
    if (new RegExp(`${text}|`).exec("")?.length !== 1) return pattern;
  } catch {
    // Said below.
  }
  throw new InvalidArgumentError("Write a regular expression with the step in parentheses, e.g. 'step_(\\d+)'.");
}
