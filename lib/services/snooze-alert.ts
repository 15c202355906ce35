import type { Context } from "@/lib/context";
import { changeAlert } from "@/lib/context/change-alert";
import type { Alert } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";

const mostDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Puts an alert aside until a time, after which it is open again. One that is acknowledged or resolved stays so.
 * @param until ISO 8601, in the future, at most 90 days ahead
 * @throws DomainError not-found, invalid-request naming `/until`
 */
export async function snoozeAlert(ctx: Context, { id, until }: { id: string; until: string }): Promise<Alert> {
  const at = new Date(until);
  const aheadMs = at.getTime() - ctx.now().getTime();
  if (aheadMs <= 0) throw refused("lies in the past; give a time that is to come");
  if (aheadMs > mostDays * dayMs) throw refused(`lies more than ${mostDays} days ahead; give an earlier time`);
  return changeAlert(ctx, id, { kind: "snoozed", until: at });
}

function refused(message: string): DomainError {
  return new DomainError("invalid-request", `until ${message}.`, { errors: [{ path: "/until", message }] });
}
