import pino from "pino";
import { describe, expect, test } from "vitest";
import { toProblem } from "@/app/_server/to-problem";
import { Problem, problems } from "@/lib/contracts";
import { isDatabaseDown } from "@/lib/db/is-database-down";
import { DomainError, TransientError, type ErrorCode } from "@/lib/errors";

const silent = pino({ level: "silent" });
const read = async (error: unknown) => {
  const response = toProblem(error, "req-1", silent);
  return { response, problem: Problem.loose().parse(await response.json()) as Problem & Record<string, unknown> };
};

describe("a problem document", () => {
  test("exists for every code, with its status and type", async () => {
    for (const code of Object.keys(problems) as ErrorCode[]) {
      const { response, problem } = await read(new DomainError(code, "why"));
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(problem).toMatchObject({ type: `/problems/${code}`, code, status: response.status, requestId: "req-1", title: problems[code].title });
      expect(response.headers.has("retry-after")).toBe(response.status === 429 || response.status === 503);
    }
  });

  test("lists twenty problems and says how many there are", async () => {
    const errors = Array.from({ length: 57 }, (_, i) => ({ path: `/a/${i}`, message: "no" }));
    const { problem } = await read(new DomainError("invalid-request", "bad.", { errors }));
    expect(problem.errors).toHaveLength(20);
    expect(problem.detail).toContain("20 of 57");
    expect(problem.nErrors).toBe(57);
  });

  test("carries further details, which cannot replace its own members", async () => {
    const { problem } = await read(new DomainError("checkpoint-conflict", "other", { step: 400, status: 200, code: "x", retryAfterSeconds: 3 }));
    expect(problem).toMatchObject({ step: 400, status: 409, code: "checkpoint-conflict" });
    expect(problem.retryAfterSeconds).toBeUndefined();
  });

  test("never tells what an unknown error says; the log does", async () => {
    const lines: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
    for (const error of [new Error("secret at /etc/passwd"), new DomainError("internal", "secret"), "secret", null, { message: "secret" }]) {
      const text = await toProblem(error, "req-2", log).text();
      expect(text).not.toContain("secret");
      expect(JSON.parse(text)).toMatchObject({ status: 500, code: "internal", requestId: "req-2" });
    }
    expect(lines[0]).toContain("secret at /etc/passwd");
    expect(lines[0]).toContain("req-2");
  });

  test("says 503 and when to come back where a fault may pass", async () => {
    const prisma = Object.assign(new Error("boom"), { code: "P2010", meta: { driverAdapterError: { cause: { kind: "postgres", originalCode: "53100" } } } });
    for (const error of [Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }), new TransientError("x"), prisma, new Error("Connection terminated unexpectedly")]) {
      const { response } = await read(error);
      expect(response.status).toBe(503);
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect(isDatabaseDown(Object.assign(new Error("x"), { code: "P2002" }))).toBe(false);
  });
});
