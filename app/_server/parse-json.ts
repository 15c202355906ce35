import { DomainError } from "@/lib/errors";
import { findJsonError } from "./find-json-error";

/**
 * @param where begins the message: "The body", "Line 5"
 * @throws DomainError malformed-body with the place of the first wrong character
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (text.trim() === "") throw new DomainError("malformed-body", `${where} is empty; it must be JSON.`);
    const position = findJsonError(text);
    const what = position >= text.length ? `ends too early, at character ${position}` : `is not JSON at character ${position + 1}`;
    throw new DomainError("malformed-body", `${where} ${what}.`, { position });
  }
}
