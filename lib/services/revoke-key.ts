import type { Context } from "@/lib/context";
import { revokeKeyUnlessLastAdmin } from "@/lib/db/keys";
import { DomainError } from "@/lib/errors";

/**
 * Revokes a key by id or name, at once and for good, with its sessions.
 * @throws DomainError not-found; last-admin-key if nobody could administer the server afterwards
 */
export async function revokeKey(ctx: Context, input: { key: string }): Promise<void> {
  const outcome = await revokeKeyUnlessLastAdmin(ctx.db, input.key, ctx.now());
  if (outcome === "not-found") {
    throw new DomainError("not-found", "There is no such key. GET /api/v1/keys lists those that exist.", {
      errors: [{ path: "/params/key", message: "no key has this id or name" }],
    });
  }
  if (outcome === "last-admin") {
    throw new DomainError("last-admin-key", "This is the last admin key. Create another admin key first, then revoke this one.");
  }
}
