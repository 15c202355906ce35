import { InvalidArgumentError } from "commander";
import { StepText } from "@/lib/contracts";

export function parseStep(text: string): number {
  const step = StepText.safeParse(text);
  if (!step.success) throw new InvalidArgumentError("A step is a whole number, 0 or more.");
  return step.data;
}
