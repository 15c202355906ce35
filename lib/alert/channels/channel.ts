import type { DeliveryOutcome } from "@/lib/alert/delivery-outcome";
import type { AlertMessage } from "@/lib/alert/render-message";

/** One message on its way through one channel. */
export interface Dispatch {
  /** The same whenever this alert is sent through this channel, so that the other side can drop a repetition. */
  deliveryId: string;
  message: AlertMessage;
  /** The alert as the HTTP interface shows it, less its deliveries; null in a test message. */
  alert: object | null;
}

/** What the installation lends to every channel. */
export interface Outside {
  allowPrivate: boolean;
  /** Null: there is no mail server. */
  mail: MailTransport | null;
  now: () => Date;
  /** For one attempt, everything included. */
  timeoutMs: number;
  signal: AbortSignal;
}

export interface Mail { messageId: string; to: string[]; subject: string; text: string }

/** The way to the mail server. @throws Error with `responseCode` (SMTP) where the server refused */
export interface MailTransport { send(mail: Mail, signal: AbortSignal): Promise<void> }

export type Channel<Target> = (target: Target, dispatch: Dispatch, outside: Outside) => Promise<DeliveryOutcome>;
