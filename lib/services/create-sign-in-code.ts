import type { Context } from "@/lib/context";
import { insertSignInCode } from "@/lib/db/sessions";
import { hashSecret } from "./hash-secret";
import { newSecret } from "./new-secret";

const codeMs = 10 * 60 * 1000;

/**
 * A code that signs one browser in, once, within ten minutes. It begins with the id of the key that it stands for; the
 * stored hash covers both, so neither can be changed.
 * @returns `path`: to be put behind the server's address; the code is in the fragment, which browsers do not send
 */
export async function createSignInCode(ctx: Context, input: { keyId: string }): Promise<{ code: string; path: string; expiresAt: string }> {
  const now = ctx.now();
  const code = `${input.keyId}.${newSecret()}`;
  const expiresAt = new Date(now.getTime() + codeMs);
  await insertSignInCode(ctx.db, { hash: hashSecret(code), expiresAt }, now);
  return { code, path: `/sign-in#code=${code}`, expiresAt: expiresAt.toISOString() };
}
