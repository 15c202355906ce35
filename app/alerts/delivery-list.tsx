import Link from "next/link";
import type { Alert, AlertDelivery } from "@/lib/contracts/alerts";
import { VisibleLine } from "../_ui/visible-line";

const look: Record<AlertDelivery["status"], string> = { pending: "text-unknown", delivered: "text-healthy", failed: "text-regressed" };

/** Where an alert went, and what came of it. */
export function DeliveryList({ alert }: { alert: Alert }) {
  if (alert.deliveries.length === 0) {
    return <p className="text-12 text-muted">Sent nowhere: no channel existed when it was raised. <Link className="link" href="/settings#channels">Add a channel</Link></p>;
  }
  return (
    <ul className="text-12" aria-label="Deliveries">
      {alert.deliveries.map(({ channel, status, attempts, error }) => (
        <li key={channel.id} className="flex flex-wrap items-baseline gap-x-2">
          <span className={look[status]}>{status}</span>
          <span>{channel.name} <span className="text-muted">({channel.kind})</span></span>
          {status !== "delivered" && attempts > 0 && <span className="text-muted">{attempts} {attempts === 1 ? "attempt" : "attempts"}</span>}
          {error && <span className="text-regressed"><VisibleLine text={error.message} wrap /></span>}
        </li>
      ))}
    </ul>
  );
}
