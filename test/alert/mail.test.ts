import { afterEach, describe, expect, test } from "vitest";
import { renderMessage } from "@/lib/alert/render-message";
import { sendThrough } from "@/lib/alert/send-through";
import type { MailSettings } from "@/lib/env";
import { createAlertChannel } from "@/lib/services/create-alert-channel";
import { testAlertChannel } from "@/lib/services/test-alert-channel";
import { testContext } from "../support/context";
import { smtpServer, type SmtpOptions } from "./smtp-server";

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(close.map((end) => end()));
  close = [];
});
const serve = async (options?: SmtpOptions) => {
  const server = await smtpServer(options);
  close.push(server.close);
  return server;
};
const settingsOf = (port: number, more: Partial<MailSettings> = {}) => ({
  allowPrivate: false, baseUrl: "https://tidemark.example",
  mail: { host: "127.0.0.1", port, secure: false, user: undefined, password: undefined, from: "Tidemark <alerts@example.org>", ...more },
});
const message = renderMessage({
  kind: "regression", run: { id: "run1", project: "chat", name: "sft" }, branch: "main", step: 12_000,
  evidence: { sentence: "Fell by 3 pp.\r\n.\r\nRCPT TO:<evil@example.org>\nBcc: evil@example.org — grüße" },
}, "https://tidemark.example");
const send = (port: number, more: Partial<MailSettings> = {}, timeoutMs = 5000) =>
  sendThrough({ kind: "email", to: ["a@example.org", "b@example.org"] }, { deliveryId: "alert1_channel1", message, alert: null }, {
    settings: settingsOf(port, more), now: () => new Date(), signal: new AbortController().signal, timeoutMs,
  });

describe("a mail server", () => {
  test("gets one plain message for all, in which hostile text is only text", async () => {
    const server = await serve();
    expect(await send(server.port)).toEqual({ kind: "delivered" });
    expect(server.taken).toHaveLength(1);
    const { from, to, data } = server.taken[0]!;
    expect([from, to]).toEqual([expect.stringContaining("<alerts@example.org>"), [expect.stringContaining("<a@example.org>"), expect.stringContaining("<b@example.org>")]]);
    const [head, ...rest] = data.split("\n\n");
    expect(head).toContain("Message-ID: <alert1_channel1@tidemark>");
    expect(head).toMatch(/^Content-Type: text\/plain; charset=utf-8$/m);
    expect(head).toMatch(/^Subject: =\?UTF-8\?|^Subject: Regressed: chat\/sft at step/m);
    expect(head).not.toMatch(/^Bcc:/im);
    const body = rest.join("\n\n");
    const text = /quoted-printable/i.test(head!)
      ? Buffer.from(body.replace(/=\n/g, "").replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))), "latin1").toString("utf8")
      : Buffer.from(body, "base64").toString("utf8");
    expect(text).toContain("Fell by 3 pp.␍␊.␍␊RCPT TO:<evil@example.org>␊Bcc: evil@example.org — grüße");
    expect(text).toContain("https://tidemark.example/runs/run1");
  });

  test("that refuses for good is not asked again, one that is busy, breaks off or is gone is", async () => {
    for (const answers of [{ RCPT: "550 no such user" }, { MAIL: "553 not you" }, { "DATA-END": "554 spam" }]) {
      expect(await send((await serve({ answers })).port)).toMatchObject({ kind: "refused", error: { code: expect.stringMatching(/^smtp-55[034]$/) } });
    }
    expect(await send((await serve({ answers: { MAIL: "451 later" } })).port)).toMatchObject({ kind: "again" });
    expect(await send((await serve({ answers: { GREETING: "421 too busy" } })).port)).toMatchObject({ kind: "again" });
    const gone = await serve();
    await gone.close();
    close = [];
    expect(await send(gone.port)).toMatchObject({ kind: "again", error: { message: expect.stringContaining("ECONNREFUSED") } });
  });

  test("that keeps silent is left within the time limit", async () => {
    const server = await serve({ answers: { GREETING: null } });
    const began = Date.now();
    expect(await send(server.port, {}, 300)).toMatchObject({ kind: "again", error: { code: "no-answer" } });
    expect(Date.now() - began).toBeLessThan(2000);
  });

  test("never gets a password without encryption", async () => {
    const server = await serve({ auth: true });
    expect(await send(server.port, { user: "me", password: "s3cret" })).toMatchObject({ kind: "refused", error: { message: expect.not.stringContaining("s3cret") } });
    expect(server.commands.filter((line) => /^(AUTH|MAIL)/i.test(line))).toEqual([]);
    expect(server.commands).toContain("STARTTLS");
  });
});

test("a channel for e-mail is made where there is a mail server, shows its addresses, and sends a test message", async () => {
  const server = await serve();
  const t = await testContext();
  const ctx = { ...t.ctx, env: { ...t.ctx.env, alerts: settingsOf(server.port) } };
  const { channel } = await createAlertChannel(ctx, { kind: "email", to: ["on-call@example.org"] });
  expect(channel).toMatchObject({ kind: "email", name: "email", target: "on-call@example.org" });
  expect(await testAlertChannel(ctx, { channel: "email" })).toEqual({ ok: true });
  expect(server.taken).toMatchObject([{ to: [expect.stringContaining("<on-call@example.org>")] }]);
  await t.close();
});
