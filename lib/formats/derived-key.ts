import { createHash } from "node:crypto";
import type { Message } from "@/lib/contracts";

/**
 * Key of a prompt whose file gives it none: `p-` and 16 hexadecimal digits of SHA-256 over roles and contents. The same prompt has the
 * same key in every file and on every day, wherever it stands in the file.
 */
export const derivedKey = (messages: readonly Message[]): string =>
  `p-${createHash("sha256").update(JSON.stringify(messages.map(({ role, content }) => [role, content])), "utf8").digest("hex").slice(0, 16)}`;
