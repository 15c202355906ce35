import type { Context } from "@/lib/context";
import { namesOfRuns } from "@/lib/db/runs";

/** What a list of runs can be narrowed to. */
export async function listRunNames(ctx: Context): Promise<{ projects: string[]; promptSets: string[] }> {
  return namesOfRuns(ctx.db);
}
