import { createHmac } from "node:crypto";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Dispatch, Mail } from "@/lib/alert/channels/channel";
import type { OpenMail } from "@/lib/alert/open-mail";
import { renderMessage } from "@/lib/alert/render-message";
import { sendThrough, type SendTarget } from "@/lib/alert/send-through";
import { httpServer, ok, status, type Answer } from "./http-server";

const now = new Date("2030-01-01T12:00:00Z");
const mailSettings = { host: "mail.example", port: 587, secure: false, user: undefined, password: undefined, from: "tidemark@example.org" };
const dispatch: Dispatch = {
  deliveryId: "alert1_channel1",
  message: renderMessage({
    kind: "regression", run: { id: "run1", project: "chat", name: "sft" }, branch: "main", step: 400,
    evidence: { sentence: "Fell by 3 pp. <!channel> a & b", sure: "Error at most 5 %." },
  }, "https://tidemark.example"),
  alert: { id: "alert1", kind: "regression", step: 400 },
};

let close: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(close.map((end) => end()));
  close = [];
});
const serve = async (...answers: Answer[]) => {
  const server = await httpServer(...answers);
  close.push(server.close);
  return server;
};
const send = (target: SendTarget, options: { allowPrivate?: boolean; timeoutMs?: number; signal?: AbortSignal; mail?: OpenMail | null } = {}) =>
  sendThrough(target, dispatch, {
    settings: { allowPrivate: options.allowPrivate ?? true, baseUrl: "https://tidemark.example", mail: mailSettings },
    now: () => now, timeoutMs: options.timeoutMs ?? 5000, signal: options.signal ?? new AbortController().signal, mail: options.mail ?? null,
  });

describe("Slack", () => {
  test("gets one JSON message with escaped text and the link to the run", async () => {
    const server = await serve(ok);
    expect(await send({ kind: "slack", url: `${server.url}/services/T/B/x?y=1` })).toEqual({ kind: "delivered" });
    const [request] = server.received;
    expect(request).toMatchObject({ method: "POST", path: "/services/T/B/x?y=1", headers: { "content-type": "application/json" } });
    const { text, ...flags } = JSON.parse(request!.body) as { text: string };
    expect(text.split("\n")).toEqual([
      "*Regressed: chat/sft at step 400*", "Fell by 3 pp. &lt;!channel&gt; a &amp; b", "Error at most 5 %.", expect.stringMatching(/Acknowledge/),
      "<https://tidemark.example/runs/run1|Open in Tidemark>",
    ]);
    expect(flags).toEqual({ parse: "none", link_names: false, unfurl_links: false, unfurl_media: false });
  });
});

describe("a webhook", () => {
  test("gets the alert as JSON with the delivery's id, unsigned without a secret", async () => {
    const server = await serve(status(204));
    expect(await send({ kind: "webhook", url: server.url })).toEqual({ kind: "delivered" });
    const { headers, body } = server.received[0]!;
    expect(JSON.parse(body)).toMatchObject({ type: "alert", id: "alert1_channel1", url: "https://tidemark.example/runs/run1", alert: { id: "alert1", step: 400 } });
    expect(headers).toMatchObject({ "webhook-id": "alert1_channel1", "webhook-timestamp": "1893499200" });
    expect(headers["webhook-signature"]).toBeUndefined();
  });

  test.each([
    ["text", "0123456789abcdef", Buffer.from("0123456789abcdef")],
    ["base64", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64")],
  ])("is signed over id, time and body with a secret given as %s", async (_, secret, key) => {
    const server = await serve(ok);
    await send({ kind: "webhook", url: server.url, secret });
    const { headers, body } = server.received[0]!;
    const expected = createHmac("sha256", key).update(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`).digest("base64");
    expect(headers["webhook-signature"]).toBe(`v1,${expected}`);
    expect(body + JSON.stringify(headers)).not.toContain(secret);
  });
});

describe.each(["slack", "webhook"] as const)("%s: the other side", (kind) => {
  const outcome = async (answer: Answer, options = {}) => send({ kind, url: `${(await serve(answer)).url}/hook/secret-path` }, options);

  test("that is busy is asked again after the pause it names, in seconds or as a date", async () => {
    expect(await outcome(status(429, { "retry-after": "7" }))).toMatchObject({ kind: "again", waitMs: 7000, error: { code: "http-429" } });
    expect(await outcome(status(503, { "retry-after": "Tue, 01 Jan 2030 12:01:00 GMT" }))).toMatchObject({ kind: "again", waitMs: 60_000 });
    expect(await outcome(status(429, { "retry-after": "soon" }))).toMatchObject({ kind: "again", waitMs: null });
  });

  test("that fails is asked again, one that refuses is not", async () => {
    for (const code of [500, 502, 504, 408]) expect(await outcome(status(code))).toMatchObject({ kind: "again", error: { code: `http-${code}` } });
    for (const code of [400, 401, 403, 404, 410, 413]) expect(await outcome(status(code, {}, "no_service"))).toMatchObject({ kind: "refused", error: { code: `http-${code}`, message: expect.stringContaining("no_service") } });
  });

  test("that redirects is refused, and nothing is sent to where it points", async () => {
    const elsewhere = await serve(ok);
    for (const code of [301, 302, 307, 308]) expect(await outcome(status(code, { location: elsewhere.url }))).toMatchObject({ kind: "refused", error: { code: "redirect" } });
    expect(elsewhere.received).toEqual([]);
  });

  test("that is slow is given up within the time limit, whether it keeps back the head or the body", async () => {
    const began = Date.now();
    expect(await outcome(() => {}, { timeoutMs: 200 })).toMatchObject({ kind: "again", error: { code: "no-answer" } });
    expect(await outcome((response) => void response.writeHead(500).write("o"), { timeoutMs: 200 })).toMatchObject({ kind: "again", error: { code: "no-answer" } });
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test("that says yes has got the message, whatever becomes of the rest of its answer", async () => {
    expect(await outcome((response) => void response.writeHead(200).write("o"), { timeoutMs: 2000 })).toEqual({ kind: "delivered" });
    expect(await outcome((response) => void response.writeHead(202, { "content-length": "9" }).write("o", () => response.destroy()))).toEqual({ kind: "delivered" });
  });

  test("that answers without end is read no further than needed", async () => {
    const flood: Answer = (response) => {
      response.writeHead(404);
      const write = () => { while (!response.destroyed && response.write("x".repeat(65_536))) { /* until the socket is full */ } };
      response.on("drain", write);
      write();
    };
    const { kind, error } = (await outcome(flood)) as { kind: string; error: { message: string } };
    expect([kind, error.message.length < 300]).toEqual(["refused", true]);
  });

  test("that is not there is asked again", async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    expect(await send({ kind, url: `http://127.0.0.1:${port}/hook` })).toMatchObject({ kind: "again", error: { code: "no-connection", message: expect.stringContaining("ECONNREFUSED") } });
  });

  test("with a private address gets no request, by number or by name", async () => {
    const server = await serve(ok);
    for (const url of [server.url, server.url.replace("127.0.0.1", "localhost")]) {
      expect(await send({ kind, url }, { allowPrivate: false })).toMatchObject({ kind: "refused", error: { code: "address-not-allowed" } });
    }
    expect(server.received).toEqual([]);
  });

  test("never finds its secret path in what we say about it", async () => {
    for (const answer of [status(500), status(404), status(302)]) expect(JSON.stringify(await outcome(answer))).not.toContain("secret-path");
  });

  test("is left at once when the worker stops", async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("the worker stops")), 100);
    await expect(outcome(() => {}, { signal: stop.signal })).rejects.toThrow("the worker stops");
  });
});

describe("e-mail", () => {
  const to = ["on-call@example.org"];
  const failing = (error: Error & { responseCode?: number; code?: string }): OpenMail => () => ({ send: async () => { throw error; } });

  test("is plain text with a message id that stays the same", async () => {
    const sent: Mail[] = [];
    expect(await send({ kind: "email", to }, { mail: () => ({ send: async (mail) => { sent.push(mail); } }) })).toEqual({ kind: "delivered" });
    expect(sent).toEqual([{
      messageId: "<alert1_channel1@tidemark>", to, subject: "Regressed: chat/sft at step 400",
      text: expect.stringMatching(/^Fell by 3 pp\. <!channel> a & b\n\nError at most 5 %\.\n\n.*Acknowledge.*\n\nhttps:\/\/tidemark\.example\/runs\/run1\n$/),
    }]);
  });

  test("refused by the server for good is not tried again, anything else is", async () => {
    expect(await send({ kind: "email", to }, { mail: failing(Object.assign(new Error("550 no such user"), { responseCode: 550 })) })).toMatchObject({ kind: "refused", error: { code: "smtp-550" } });
    expect(await send({ kind: "email", to }, { mail: failing(Object.assign(new Error("451 later"), { responseCode: 451 })) })).toMatchObject({ kind: "again" });
    expect(await send({ kind: "email", to }, { mail: failing(Object.assign(new Error("gone"), { code: "ECONNECTION" })) })).toMatchObject({ kind: "again", error: { message: expect.stringContaining("ECONNECTION") } });
  });

  test("that nobody takes is given up within the time limit", async () => {
    expect(await send({ kind: "email", to }, { timeoutMs: 100, mail: () => ({ send: () => new Promise(() => {}) }) })).toMatchObject({ kind: "again", error: { code: "no-answer" } });
  });

  test("is refused with the remedy where there is no mail server", async () => {
    expect(await send({ kind: "email", to }, { mail: null })).toMatchObject({ kind: "refused", error: { code: "mail-not-set-up", message: expect.stringContaining("TIDEMARK_SMTP_URL") } });
  });
});
