import type { Context } from "@/lib/context";
import { removeSession } from "@/lib/db/sessions";
import { hashSecret } from "./hash-secret";

/** Ends a browser session; one that is not there is no error. */
export async function deleteSession(ctx: Context, input: { sessionToken: string }): Promise<void> {
  await removeSession(ctx.db, hashSecret(input.sessionToken));
}
