import type { Channel } from "@/lib/alert/channels/channel";
import type { DeliveryOutcome } from "@/lib/alert/delivery-outcome";
import { showControls } from "@/lib/formats/show-controls";
import { untilAborted } from "@/lib/alert/until-aborted";

/** Plain text by the installation's mail server. */
export const email: Channel<{ to: string[] }> = async ({ to }, { deliveryId, message }, { mail, timeoutMs, signal }) => {
  if (mail === null) return { kind: "refused", error: { code: "mail-not-set-up", message: "This installation has no mail server: set TIDEMARK_SMTP_URL and TIDEMARK_SMTP_FROM." } };
  const { subject, happened, sure, remedy, url } = message;
  const text = `${[happened, sure, remedy, url].filter((part) => part !== null).join("\n\n")}\n`;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const either = AbortSignal.any([signal, limit]);
    await untilAborted(either, () => mail.send({ messageId: `<${deliveryId}@tidemark>`, to, subject, text }, either));
    return { kind: "delivered" };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (limit.aborted) return { kind: "again", waitMs: null, error: { code: "no-answer", message: "The mail server did not take the message in time." } };
    return outcomeOf(error);
  }
};

/** A refusal with 5xx, of SMTP, is final; everything else may pass. */
function outcomeOf(error: unknown): DeliveryOutcome {
  const { message, responseCode, code } = error as Error & { responseCode?: unknown; code?: unknown };
  const said = showControls(message).slice(0, 200);
  if (typeof responseCode === "number" && responseCode >= 500) {
    return { kind: "refused", error: { code: `smtp-${responseCode}`, message: `The mail server refuses the message (${said}).` } };
  }
  return { kind: "again", waitMs: null, error: { code: "no-mail", message: `The message could not be handed to the mail server (${typeof code === "string" ? `${code}: ` : ""}${said}).` } };
}
