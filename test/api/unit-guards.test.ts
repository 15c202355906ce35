import { describe, expect, test } from "vitest";
import { assertKnownHost } from "@/app/_server/host-guard";
import { assertSameOrigin } from "@/app/_server/origin-guard";
import { readQuery } from "@/app/_server/read-query";
import { requestIdOf } from "@/app/_server/request-id";
import { readSessionCookie, sessionCookie } from "@/app/_server/session-cookie";
import { addressOf, assertMaySignIn, noteFailedSignIn } from "@/app/_server/sign-in-limiter";

const h = (headers: Record<string, string>) => new Headers(headers);

describe("the Host header", () => {
  const env = { host: "10.0.0.5", publicUrl: "https://tidemark.example.org/base" };
  test.each(["localhost", "localhost:7400", "127.0.0.1:7400", "127.1.2.3", "[::1]:7400", "LOCALHOST", "a.localhost", "10.0.0.5:7400", "tidemark.example.org", "Tidemark.Example.org:443", "localhost."])(
    "%s is ours", (host) => expect(() => assertKnownHost(h({ host }), env)).not.toThrow(),
  );
  test.each(["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "evil.example:7400", "", "user@localhost", "localhost/evil", "169.254.169.254", "xtidemark.example.org", "::1", "localhost:99999"])(
    "%s is not", (host) => expect(() => assertKnownHost(h({ host }), env)).toThrow(expect.objectContaining({ code: "forbidden" })),
  );
  test("an IPv6 TIDEMARK_HOST counts as it is written in an address", () => {
    expect(() => assertKnownHost(h({ host: "[fd00::5]:7400" }), { host: "fd00::5", publicUrl: undefined })).not.toThrow();
  });
});

describe("the Origin header", () => {
  const direct = { publicUrl: undefined };
  test("may be the public address where a proxy has changed Host", () => {
    const env = { publicUrl: "https://tidemark.example.org/base" };
    expect(() => assertSameOrigin(h({ origin: "https://tidemark.example.org", host: "127.0.0.1:7400" }), env, true)).not.toThrow();
    expect(() => assertSameOrigin(h({ origin: "http://tidemark.example.org", host: "127.0.0.1:7400" }), env, true)).toThrow();
  });
  test("must be the address in Host, port and all", () => {
    const allowed: [string, string][] = [["http://127.0.0.1:7400", "127.0.0.1:7400"], ["https://a.example", "a.example"], ["https://a.example", "a.example:443"], ["http://A.example", "a.EXAMPLE"]];
    for (const [origin, host] of allowed) expect(() => assertSameOrigin(h({ origin, host }), direct, true)).not.toThrow();
    const refused: [string, string][] = [["http://127.0.0.1:7401", "127.0.0.1:7400"], ["http://localhost:7400", "127.0.0.1:7400"], ["null", "a.example"], ["https://evil.example", "a.example"], ["file://a.example", "a.example"], ["garbage", "a.example"]];
    for (const [origin, host] of refused) expect(() => assertSameOrigin(h({ origin, host }), direct, true)).toThrow(expect.objectContaining({ code: "forbidden" }));
  });
  test("may only be left out where no cookie acts", () => {
    expect(() => assertSameOrigin(h({ host: "a.example" }), direct, false)).not.toThrow();
    expect(() => assertSameOrigin(h({ host: "a.example" }), direct, true)).toThrow();
  });
});

describe("the session cookie", () => {
  test("is named after the port, unreadable for scripts, and Secure only behind https", () => {
    const session = { token: "abc", maxAgeSeconds: 60 };
    expect(sessionCookie(h({}), { port: 7400, publicUrl: undefined }, session)).toBe("tidemark_7400=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60");
    expect(sessionCookie(h({ "x-forwarded-proto": "https" }), { port: 7400, publicUrl: undefined }, session)).not.toContain("Secure");
    expect(sessionCookie(h({ "x-forwarded-proto": "https" }), { port: 7400, publicUrl: "https://t.example" }, session)).toMatch(/; Secure$/);
  });
  test("is found among others, and only by its own name", () => {
    expect(readSessionCookie(h({ cookie: "a=1; tidemark_7400=tok; b=2" }), { port: 7400 })).toBe("tok");
    expect(readSessionCookie(h({ cookie: "tidemark_7401=tok; xtidemark_7400=no" }), { port: 7400 })).toBeUndefined();
  });
});

describe("failed sign-ins", () => {
  test("are stopped after twenty within a minute, for that address only", () => {
    const now = Date.now();
    for (let i = 0; i < 20; i++) {
      assertMaySignIn("1.2.3.4", now);
      noteFailedSignIn("1.2.3.4", now);
    }
    expect(() => assertMaySignIn("1.2.3.4", now + 1000)).toThrow(expect.objectContaining({ code: "too-many-requests", details: { retryAfterSeconds: 59 } }));
    expect(() => assertMaySignIn("1.2.3.5", now)).not.toThrow();
    expect(() => assertMaySignIn("1.2.3.4", now + 60_000)).not.toThrow();
  });
  test("count for the nearest address of a chain of proxies", () => {
    expect(addressOf(h({ "x-forwarded-for": "9.9.9.9, 10.0.0.1" }))).toBe("10.0.0.1");
    expect(addressOf(h({}))).toBe("unknown");
  });
});

describe("a query", () => {
  test("gives one text for each name, without reaching prototypes", () => {
    expect(readQuery(new URLSearchParams("a=1&b=%20&__proto__=x"))).toMatchObject({ a: "1", b: " " });
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
  test("is refused where a name stands twice or a text holds NUL", () => {
    expect(() => readQuery(new URLSearchParams("limit=1&limit=2"))).toThrow(expect.objectContaining({ code: "invalid-request" }));
    expect(() => readQuery(new URLSearchParams("name=%00"))).toThrow(expect.objectContaining({ details: { errors: [{ path: "/query/name", message: expect.any(String) }] } }));
  });
});

test("a request id is taken over when it is harmless, else made", () => {
  expect(requestIdOf(h({ "x-request-id": "job-7.a_b" }))).toBe("job-7.a_b");
  for (const id of ["a b", "<script>", "x".repeat(101)]) expect(requestIdOf(h({ "x-request-id": id }))).toMatch(/^[0-9a-f-]{36}$/);
});
