import type { Dispatch } from "@/lib/alert/channels/channel";
import { email } from "@/lib/alert/channels/email";
import { slack } from "@/lib/alert/channels/slack";
import { webhook } from "@/lib/alert/channels/webhook";
import type { DeliveryOutcome } from "@/lib/alert/delivery-outcome";
import { openMail, type OpenMail } from "@/lib/alert/open-mail";
import type { AlertSettings } from "@/lib/env";

/** What a channel needs to send; secret as a whole. */
export type SendTarget =
  | { kind: "slack"; url: string }
  | { kind: "webhook"; url: string; secret?: string | undefined }
  | { kind: "email"; to: string[] };

export interface SendOptions {
  settings: AlertSettings;
  now: () => Date;
  signal: AbortSignal;
  /** For one attempt, everything included. */
  timeoutMs?: number;
  mail?: OpenMail | null;
}

/** Sends a message once through a channel. @throws the signal's reason if aborted */
export async function sendThrough(target: SendTarget, dispatch: Dispatch, options: SendOptions): Promise<DeliveryOutcome> {
  const { settings, now, signal, timeoutMs = 10_000, mail = openMail } = options;
  const outside = { allowPrivate: settings.allowPrivate, mail: settings.mail && mail && mail(settings.mail), now, timeoutMs, signal };
  switch (target.kind) {
    case "slack": return slack(target, dispatch, outside);
    case "webhook": return webhook(target, dispatch, outside);
    case "email": return email(target, dispatch, outside);
  }
}
