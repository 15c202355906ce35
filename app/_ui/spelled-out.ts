import { visibleText } from "./visible-text";

/** A text from outside where only plain text can stand, as in an option: hidden marks by name, in brackets. */
export const spelledOut = (text: string): string =>
  visibleText(text.replace(/[\t\n]/g, " ")).map((part) => (part.sign === undefined ? part.text : `[${part.sign}]`)).join("");
