import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { ConfigError } from "@/lib/errors";

const file = (dataDir: string) => path.join(dataDir, "admin-key");

/** The admin key that an earlier start left in the data folder, or null. @throws ConfigError when this user may not read it */
export function readAdminKey(dataDir: string): string | null {
  try {
    return readFileSync(file(dataDir), "utf8").trim() || null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new ConfigError(`${file(dataDir)} cannot be read (${code}): it belongs to the user who started Tidemark. Run this as that user, or set TIDEMARK_URL and TIDEMARK_API_KEY.`);
  }
}

/**
 * The admin key of this installation: the given one, else the stored one, else a new one. It is kept in the data folder, readable by its owner only.
 * @param given TIDEMARK_ADMIN_KEY
 * @returns `tdm_` and 43 characters of base64url (256 random bits) unless given
 */
export function makeAdminKey(dataDir: string, given: string | undefined): string {
  const stored = readAdminKey(dataDir);
  const key = given ?? stored ?? `tdm_${randomBytes(32).toString("base64url")}`;
  if (key !== stored) {
    const draft = `${file(dataDir)}.${process.pid}`;
    writeFileSync(draft, `${key}\n`, { mode: 0o600 });
    renameSync(draft, file(dataDir));
  }
  return key;
}
