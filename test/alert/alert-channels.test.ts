import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Context } from "@/lib/context";
import type { AlertChannelInput } from "@/lib/contracts";
import { createAlertChannel } from "@/lib/services/create-alert-channel";
import { deleteAlertChannel } from "@/lib/services/delete-alert-channel";
import { listAlertChannels } from "@/lib/services/list-alert-channels";
import { testAlertChannel } from "@/lib/services/test-alert-channel";
import { testContext, type TestContext } from "../support/context";
import { httpServer, ok, status } from "./http-server";

let t: TestContext;
let closed: Context;
beforeAll(async () => {
  t = await testContext();
  closed = { ...t.ctx, env: { ...t.ctx.env, alerts: { ...t.ctx.env.alerts, allowPrivate: false } } };
});
afterAll(() => t?.close());
afterEach(async () => { await t.ctx.db.alertChannel.deleteMany(); });

const create = (input: AlertChannelInput, ctx = t.ctx) => createAlertChannel(ctx, input);
const hook = { kind: "webhook", url: "https://hooks.example.org/in/abcdefghijklmnop", secret: "a-secret-of-theirs" } as const;

describe("a channel", () => {
  test("is never shown with its address or its secret", async () => {
    const { channel, created } = await create({ ...hook, name: "ops" });
    expect([created, channel]).toEqual([true, { id: channel.id, name: "ops", kind: "webhook", target: "hooks.example.org …mnop", signed: true, createdAt: channel.createdAt }]);
    const shown = JSON.stringify([channel, await listAlertChannels(t.ctx, { limit: 50 })]);
    expect(shown).not.toMatch(/abcdefgh|a-secret/);
    expect(JSON.stringify((await t.ctx.db.alertChannel.findFirstOrThrow()).settings)).not.toMatch(/abcdefgh|a-secret/);
  });

  test("created again is the same one, by name or without", async () => {
    const { channel } = await create({ ...hook, name: "ops" });
    const { secret: _, ...unsaid } = hook;
    for (const again of [{ ...hook, name: "ops" }, hook, { ...unsaid, name: "ops" }]) expect(await create(again)).toEqual({ channel, created: false });
    expect((await listAlertChannels(t.ctx, { limit: 50 })).items).toHaveLength(1);
  });

  test("with a taken name and other content is a conflict", async () => {
    await create({ ...hook, name: "ops" });
    for (const other of [{ ...hook, url: "https://other.example.org/x" }, { ...hook, secret: "another-secret-of-theirs" }, { kind: "slack", url: hook.url } as const]) {
      await expect(create({ ...other, name: "ops" })).rejects.toMatchObject({ code: "alert-channel-conflict", details: { errors: [{ path: "/name" }] } });
    }
  });

  test("without a name gets one that is free, also when several come at once", async () => {
    const urls = [1, 2, 3].map((n) => `https://hooks.example.org/${n}`);
    const made = await Promise.all(urls.map((url) => create({ kind: "webhook", url })));
    expect(made.map(({ channel }) => channel.name).sort()).toEqual(["webhook", "webhook-2", "webhook-3"]);
  });

  test("that leads to a private address is refused, unless the setting allows it", async () => {
    for (const url of ["http://127.0.0.1:9000/x", "http://localhost/x", "http://[::1]/", "http://169.254.169.254/latest/meta-data", "http://0x7f.1/"]) {
      await expect(create({ kind: "webhook", url }, closed)).rejects.toMatchObject({ code: "address-not-allowed", details: { errors: [{ path: "/url" }] } });
    }
    expect((await create({ kind: "webhook", url: "http://127.0.0.1:9000/x" })).created).toBe(true);
  });

  test("for e-mail needs a mail server", async () => {
    await expect(create({ kind: "email", to: ["on-call@example.org"] })).rejects.toMatchObject({ code: "mail-not-set-up", message: expect.stringContaining("TIDEMARK_SMTP_URL") });
  });

  test("is deleted by id or name, once", async () => {
    await create({ ...hook, name: "ops" });
    await deleteAlertChannel(t.ctx, { channel: "ops" });
    await expect(deleteAlertChannel(t.ctx, { channel: "ops" })).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("a test message", () => {
  test("arrives, says that it is one, and is signed", async () => {
    const server = await httpServer(ok);
    const { channel } = await create({ kind: "webhook", url: server.url, secret: hook.secret });
    expect(await testAlertChannel(t.ctx, { channel: channel.id })).toEqual({ ok: true });
    await server.close();
    expect(JSON.parse(server.received[0]!.body)).toMatchObject({ type: "test", happened: expect.stringContaining("test"), alert: null });
    expect(server.received[0]!.headers["webhook-signature"]).toMatch(/^v1,/);
  });

  test("that does not arrive says why", async () => {
    const server = await httpServer(status(404, {}, "no_team"));
    const { channel } = await create({ kind: "slack", url: server.url });
    expect(await testAlertChannel(t.ctx, { channel: channel.name })).toMatchObject({ ok: false, error: { code: "http-404", message: expect.stringContaining("no_team") } });
    expect(await testAlertChannel(closed, { channel: channel.name })).toMatchObject({ ok: false, error: { code: "address-not-allowed" } });
    expect(server.received).toHaveLength(1);
    await server.close();
    expect(await testAlertChannel(t.ctx, { channel: channel.name })).toMatchObject({ ok: false, error: { code: "no-connection" } });
  });
});
