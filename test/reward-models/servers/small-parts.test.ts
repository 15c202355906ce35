import { describe, expect, test } from "vitest";
import { backOffMs, retryAfterMs } from "@/lib/reward-models/servers/back-off";
import { createCircuitBreaker } from "@/lib/reward-models/servers/circuit-breaker";
import { limitConcurrency } from "@/lib/reward-models/servers/limit-concurrency";
import { parseAnswer, refusalText } from "@/lib/reward-models/servers/parse-answer";
import { readLabels } from "@/lib/reward-models/servers/read-labels";
import { serverAddress } from "@/lib/reward-models/servers/server-address";

describe("reading two labels from the likeliest tokens", () => {
  const labels = ["A", "B"] as const;
  const top = (entries: Record<string, number>) => Object.entries(entries).map(([token, p]) => ({ token, logprob: Math.log(p) }));

  test("is p(A) / (p(A) + p(B)), variants with white space included", () => {
    expect(readLabels(top({ A: 0.3, " A": 0.1, "\u2581B": 0.2, a: 0.3 }), labels)).toMatchObject({ probability: expect.closeTo(0.4 / 0.6, 12) });
  });
  test("a missing label whose greatest possible share is small is settled in the middle of what is possible", () => {
    const reading = readLabels(top({ A: 0.99, C: 0.005, D: 0.001 }), labels);
    expect(reading).toEqual({ kind: "probability", probability: expect.closeTo(1 - 0.001 / 0.991 / 2, 9) });
    expect(readLabels(top({ B: 0.99, C: 0.001 }), labels)).toEqual({ kind: "probability", probability: expect.closeTo(0.001 / 0.991 / 2, 9) });
  });
  test("a missing label that could decide leaves the answer unknown, never 0 or 1", () => {
    expect(readLabels(top({ The: 0.5, A: 0.1, I: 0.05 }), labels)).toMatchObject({ kind: "unknown", message: expect.stringContaining("B is not among") });
    expect(readLabels(top({ The: 0.5 }), labels)).toMatchObject({ kind: "unknown" });
    expect(readLabels([], labels)).toMatchObject({ kind: "unknown" });
  });
});

describe("pauses", () => {
  test("grow to 15 seconds, half of each by chance", () => {
    expect([1, 2, 3, 10].map((n) => [backOffMs(n, 0), backOffMs(n, 1)])).toEqual([[250, 500], [500, 1000], [1000, 2000], [7500, 15_000]]);
  });
  test("Retry-After is read in both forms", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    expect(["3", "Thu, 01 Jan 2026 00:00:09 GMT", "Wed, 31 Dec 2025 00:00:00 GMT", "soon", undefined].map((header) => retryAfterMs(header, now))).toEqual([3000, 9000, 0, null, null]);
  });
  test("a breaker lets one request through after its pause, and all after a success", () => {
    let now = 0;
    const breaker = createCircuitBreaker({ threshold: 2, openMs: 100, clock: { now: () => now, random: () => 0, sleep: () => Promise.resolve() } });
    breaker.failed();
    expect(breaker.mayTry()).toBe(true);
    breaker.failed();
    expect(breaker.mayTry()).toBe(false);
    now = 101;
    expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, false]);
    breaker.succeeded();
    expect([breaker.mayTry(), breaker.mayTry()]).toEqual([true, true]);
  });
});

test("one who waits for a place and gives up takes none", async () => {
  const places = limitConcurrency(1);
  const leave = await places.enter(new AbortController().signal);
  const impatient = new AbortController();
  const waiting = places.enter(impatient.signal);
  const patient = places.enter(new AbortController().signal);
  impatient.abort(new Error("gave up"));
  await expect(waiting).rejects.toThrow("gave up");
  leave();
  leave();
  (await patient)();
  (await places.enter(new AbortController().signal))();
});

test("numbers that JSON does not know become null, and strings stay as they are", () => {
  expect(parseAnswer('{"NaN": [NaN, -Infinity, Infinity, "a \\"NaN\\" b"]}')).toEqual({ NaN: [null, null, null, 'a "NaN" b'] });
  expect(parseAnswer("<html>")).toBeUndefined();
});

test("what a server says about a refusal is one short line", () => {
  expect(refusalText('{"error": {"message": "too\\nlong\\u001b[31m"}}', undefined)).toBe("too long [31m");
  expect(refusalText('{"detail": [{"loc": ["body"], "msg": "bad"}]}', undefined)).toBe('[{"loc":["body"],"msg":"bad"}]');
  expect(refusalText("<html>proxy</html>", undefined)).toBe("");
  expect(refusalText("x".repeat(9999), undefined)).toHaveLength(300);
});

test("an address keeps its own path and query", () => {
  const full = (base: string, path: string) => serverAddress(base, path).toString();
  expect(full("http://h:8000", "/v1/chat/completions")).toBe("http://h:8000/v1/chat/completions");
  expect(full("http://h/v1/", "/v1/chat/completions")).toBe("http://h/v1/chat/completions");
  expect(full("http://h/v1/chat/completions?v=2#x", "/v1/chat/completions")).toBe("http://h/v1/chat/completions?v=2");
  expect(full("http://h/proxy/", "/classify")).toBe("http://h/proxy/classify");
  expect(full("http://h/rm/", "")).toBe("http://h/rm/");
});
