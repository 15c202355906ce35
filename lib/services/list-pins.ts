import type { Context } from "@/lib/context";
import { runOrThrow } from "@/lib/context/find-or-throw";
import type { Pin } from "@/lib/contracts";
import { pinsInOrder } from "@/lib/db/pins";
import { presentPin } from "@/lib/services/pin-checkpoint";

/** Pinned checkpoints of all branches in step order. */
export async function listPins(ctx: Context, input: { run: string }): Promise<{ items: Pin[] }> {
  const run = await runOrThrow(ctx.db, input.run);
  return { items: (await pinsInOrder(ctx.db, run.id)).map(presentPin) };
}
