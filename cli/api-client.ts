import type { z } from "zod";
import { Problem, type Endpoint } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { version } from "./package-dir";

/** Where the server is and the key to it. */
export interface Api {
  url: string;
  key: string;
}

/** The server said no; the message is its detail and the fields it names. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(readonly problem: Problem) {
    const fields = (problem.errors ?? []).slice(0, 3).map((e) => `${e.path}: ${e.message}`).join("; ");
    super(`${problem.title}: ${problem.detail}${fields && !problem.detail.includes(fields) ? ` (${fields})` : ""}`);
  }
}

interface Input {
  params?: Record<string, string | number>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  /** Longest wait for one answer. */
  timeoutMs?: number;
  nAttempts?: number;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * One call of the HTTP interface; the answer is parsed by the contract. Lost connections and 429, 503 are tried again: every call is safe to repeat.
 * @returns the parsed answer and its status (200 instead of 201 or 202: it existed already)
 * @throws ApiError for a problem document, ConfigError when nobody answers
 */
export async function callApi<R extends z.ZodType>(api: Api, endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, R>, input: Input = {}): Promise<{ status: number; data: z.infer<R> }> {
  const target = new URL(endpoint.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(input.params?.[name] ?? ""))), api.url);
  for (const [name, value] of Object.entries(input.query ?? {})) if (value !== undefined) target.searchParams.set(name, String(value));
  const { timeoutMs = 60_000, nAttempts = 5 } = input;
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(target, {
      method: endpoint.method,
      headers: { authorization: `Bearer ${api.key}`, accept: "application/json", ...(input.body === undefined ? {} : { "content-type": "application/json" }) },
      body: input.body === undefined ? undefined : JSON.stringify(input.body),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: Error & { cause?: { code?: string } }) => error);
    if (response instanceof Error) {
      if (attempt < nAttempts) {
        await pause(300 * attempt);
        continue;
      }
      throw new ConfigError(`No Tidemark answers at ${api.url} (${(response.cause as { code?: string } | undefined)?.code ?? response.message}). Start it (npm start), or correct TIDEMARK_URL.`, { cause: response });
    }
    if (response.ok) return { status: response.status, data: await parseAnswer(api, endpoint.response, response) };
    const problem = Problem.safeParse(await response.json().catch(() => null));
    if ((response.status === 429 || response.status === 503) && attempt < nAttempts) {
      await pause(Math.min(5, Number(response.headers.get("retry-after")) || 1) * 1000);
      continue;
    }
    if (problem.success) throw new ApiError(problem.data);
    throw new ConfigError(`${api.url} answers ${response.status} without saying why. Is this a Tidemark server?`);
  }
}

async function parseAnswer<R extends z.ZodType>(api: Api, type: R, response: Response): Promise<z.infer<R>> {
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => undefined);
  const parsed = type.safeParse(body);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".");
  throw new ConfigError(`${api.url} gives another answer than this command (version ${version}) knows${where ? `, at ${where}` : ""}. "curl ${new URL("/api/v1/health", api.url).href}" shows the server's version; use the command of the same one.`, { cause: parsed.error });
}
