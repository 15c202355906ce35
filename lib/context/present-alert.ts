import type { Alert, AlertDelivery } from "@/lib/contracts";
import type { StoredAlert } from "@/lib/db/alerts";
import { nextAlert } from "@/lib/detect/alert-lifecycle";

/** An alert as the contract shows it; a snooze that has run out by `now` is open. */
export function presentAlert(row: StoredAlert, now: Date): Alert {
  const { state, snoozedUntil } = nextAlert({ previous: row, event: { kind: "waited" }, now })?.standing ?? row;
  return {
    id: row.id, run: row.run, branch: row.branch, step: row.step === null ? null : Number(row.step),
    rewardModel: row.rewardModelId, referenceSet: row.referenceSetId,
    kind: row.kind, state, evidence: row.evidence,
    deliveries: row.deliveries.map(({ channel, status, attempts, error, deliveredAt }) => ({
      channel: { ...channel, kind: channel.kind as AlertDelivery["channel"]["kind"] },
      status: status as AlertDelivery["status"], attempts, error: error as AlertDelivery["error"], deliveredAt: deliveredAt?.toISOString() ?? null,
    })),
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
    acknowledgedBy: row.acknowledgedBy, acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
