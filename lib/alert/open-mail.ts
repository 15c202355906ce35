import type { MailTransport } from "@/lib/alert/channels/channel";
import type { MailSettings } from "@/lib/env";

export type OpenMail = (settings: MailSettings) => MailTransport;

/** Opens the way to the mail server; null where this build has no client for one. */
export const openMail: OpenMail | null = null;
