import type { Episode } from "@/lib/contracts";
import type { StoredEpisode } from "@/lib/db/episodes";

export function presentEpisode({ number, reason, afterLook, startedAt, expectedLooks, alpha, delta }: StoredEpisode): Episode {
  return { number, reason, afterLook, startedAt: startedAt.toISOString(), plan: { expectedLooks, alpha, delta } };
}
