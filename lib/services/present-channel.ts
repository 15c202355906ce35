import type { AlertChannel } from "@/lib/contracts";
import type { StoredChannel } from "@/lib/db/alert-channels";

export function presentChannel({ id, name, kind, settings, createdAt }: StoredChannel): AlertChannel {
  return { id, name, kind, target: settings.target, signed: settings.signed, createdAt: createdAt.toISOString() };
}
