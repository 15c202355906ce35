import { requestJob } from "@/lib/context/request-job";
import type { AlertEvidence, AlertKind } from "@/lib/contracts";
import { channelIds } from "@/lib/db/alert-channels";
import { insertDeliveries } from "@/lib/db/alert-deliveries";
import { alertsByKey, insertAlert, setStanding } from "@/lib/db/alerts";
import type { Tx } from "@/lib/db/client";
import { noteRunChange } from "@/lib/db/run-events";
import { lockRun } from "@/lib/db/runs";
import { nextAlert } from "@/lib/detect/alert-lifecycle";
import type { Delivery } from "@/lib/queue/enqueue";

export interface Finding {
  runId: string;
  /** Says what it is about: the same key is the same alert, whatever happens in between. */
  dedupeKey: string;
  kind: AlertKind;
  branch: string;
  step: number | null;
  rewardModelId: string | null;
  referenceSetId: string | null;
  evidence: AlertEvidence;
}

/**
 * Raises an alert in the transaction that found its reason, and asks for its delivery through every channel there is. The same
 * finding again tells nobody a second time; if the alert had been resolved, it opens again.
 * @returns what to hand to `ctx.enqueue` after the commit
 */
export async function raiseAlert(tx: Tx, { step, ...finding }: Finding): Promise<Delivery[]> {
  const { runId, dedupeKey, evidence } = finding;
  await lockRun(tx, runId);
  const [previous = null] = await alertsByKey(tx, runId, [dedupeKey]);
  const next = nextAlert({ previous, event: { kind: "found" }, now: new Date() });
  if (!next?.changed) return [];
  const deliveries: Delivery[] = [];
  if (previous) await setStanding(tx, previous.id, next.standing, next.reason === "found-again" ? { evidence } : {});
  else {
    const alertId = await insertAlert(tx, { ...finding, step: step === null ? null : BigInt(step) });
    if (alertId === null) return [];
    const channels = await channelIds(tx);
    await insertDeliveries(tx, alertId, channels);
    for (const channelId of channels) deliveries.push(await requestJob(tx, "deliver-alert", { alertId, channelId }));
  }
  await noteRunChange(tx, [runId], "alert");
  return deliveries;
}

/** What these alerts were about is over. Keys without an alert are passed by. */
export async function resolveAlerts(tx: Tx, { runId, dedupeKeys }: { runId: string; dedupeKeys: readonly string[] }): Promise<void> {
  await lockRun(tx, runId);
  let changed = false;
  for (const previous of await alertsByKey(tx, runId, dedupeKeys)) {
    const next = nextAlert({ previous, event: { kind: "recovered" }, now: new Date() });
    if (!next?.changed) continue;
    await setStanding(tx, previous.id, next.standing);
    changed = true;
  }
  if (changed) await noteRunChange(tx, [runId], "alert");
}
