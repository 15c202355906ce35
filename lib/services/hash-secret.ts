import { createHash } from "node:crypto";

/** SHA-256 (hex). Secrets here carry 256 random bits, so a slow hash would add nothing; looking up by hash leaks no timing of the text. */
export function hashSecret(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
