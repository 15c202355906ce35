import type { ApiKey } from "@/lib/contracts";
import type { StoredKey } from "@/lib/db/keys";

export function toApiKey(row: StoredKey): ApiKey {
  return {
    id: row.id, name: row.name, scope: row.scope, prefix: row.prefix,
    createdAt: row.createdAt.toISOString(), lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
