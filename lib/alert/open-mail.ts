import { createTransport } from "nodemailer";
import type { MailTransport } from "@/lib/alert/channels/channel";
import type { MailSettings } from "@/lib/env";

export type OpenMail = (settings: MailSettings) => MailTransport;

/** Time for each step of a delivery, in milliseconds. */
const stepMs = 8000;

/**
 * Opens the way to a mail server, for one message at a time. With a password the connection must be encrypted; without one it
 * is where the server offers it. Nothing that a message says is read from files or fetched.
 */
export const openMail: OpenMail = ({ host, port, secure, user, password, from }) => ({
  async send({ messageId, to, subject, text }, signal) {
    const transport = createTransport({
      host, port, secure, connectionTimeout: stepMs, greetingTimeout: stepMs, socketTimeout: stepMs, dnsTimeout: stepMs,
      ...(user !== undefined && { auth: { user, pass: password ?? "" }, requireTLS: !secure }),
      disableFileAccess: true, disableUrlAccess: true,
    });
    const stop = () => transport.close();
    signal.addEventListener("abort", stop, { once: true });
    try {
      await transport.sendMail({ messageId, from, to, subject, text, headers: { "auto-submitted": "auto-generated" } });
    } finally {
      signal.removeEventListener("abort", stop);
      transport.close();
    }
  },
});
