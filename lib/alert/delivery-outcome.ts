import type { Posted } from "@/lib/alert/post-json";
import { showControls } from "@/lib/formats/show-controls";

export interface DeliveryError { code: string; message: string }

/** What came of one attempt to send. */
export type DeliveryOutcome =
  | { kind: "delivered" }
  /** It will not do better another time. */
  | { kind: "refused"; error: DeliveryError }
  /** @property waitMs the pause that the other side asks for; null: it asks for none */
  | { kind: "again"; error: DeliveryError; waitMs: number | null };

const repeatable = new Set([408, 425, 429]);

/** What a Retry-After header (seconds, or an HTTP date) asks for, in milliseconds; null if it cannot be read. */
function retryAfterMs(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

/** Judges what an HTTP channel answered. @param host as it may be shown */
export function outcomeOf(posted: Posted, host: string, now: Date): DeliveryOutcome {
  switch (posted.kind) {
    case "closed-address": return { kind: "refused", error: { code: "address-not-allowed", message: posted.message } };
    case "late": return { kind: "again", waitMs: null, error: { code: "no-answer", message: `${host} gave no answer in time.` } };
    case "broken": return { kind: "again", waitMs: null, error: { code: "no-connection", message: `${host} cannot be reached (${posted.code}).` } };
    case "answer": break;
  }
  const { status, headers, text } = posted;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status >= 300 && status < 400) {
    return { kind: "refused", error: { code: "redirect", message: `${host} redirects elsewhere (${status}). Alerts follow no redirect: add a channel with the final address.` } };
  }
  const said = showControls(text.replace(/\s+/g, " ").trim()).slice(0, 200);
  const error = { code: `http-${status}`, message: `${host} answers ${status}${said && !said.startsWith("<") ? ` (${said})` : ""}.` };
  if (status >= 500 || repeatable.has(status)) return { kind: "again", error, waitMs: retryAfterMs(headers["retry-after"], now) };
  return { kind: "refused", error };
}
