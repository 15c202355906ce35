import { styleText } from "node:util";

export type Paint = Parameters<typeof styleText>[0];

/** Colours a text for standard output; on anything but a terminal, and with NO_COLOR, it stays as it is. */
export function paint(style: Paint, text: string): string {
  const { stdout } = process;
  return stdout.isTTY && stdout.hasColors() ? styleText(style, text) : text;
}
