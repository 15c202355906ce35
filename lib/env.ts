import { availableParallelism } from "node:os";
import path from "node:path";
import { z } from "zod";
import { ConfigError } from "@/lib/errors";

const flag = z.enum(["0", "1", "true", "false"]).transform((v) => v === "1" || v === "true");
const blankIsAbsent = (v: unknown) => (v === "" ? undefined : v);
const optional = <T extends z.ZodType>(type: T) => z.preprocess(blankIsAbsent, type.optional());
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must begin with postgres:// or postgresql://");

const Variables = z.object({
  TIDEMARK_DATA_DIR: optional(z.string()),
  TIDEMARK_HOST: optional(z.string()),
  TIDEMARK_PORT: optional(z.coerce.number().int().min(0).max(65535)),
  TIDEMARK_PUBLIC_URL: optional(z.url()),
  DATABASE_URL: optional(postgresUrl),
  TIDEMARK_QUEUE_DATABASE_URL: optional(postgresUrl),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\//, "must begin with redis:// or rediss://")),
  TIDEMARK_WORKERS: optional(z.coerce.number().int().min(1).max(256)),
  TIDEMARK_MODEL_DIR: optional(z.string()),
  TIDEMARK_MAX_BODY_MB: optional(z.coerce.number().positive().max(4096)),
  TIDEMARK_LOG_LEVEL: optional(z.enum(["trace", "debug", "info", "warn", "error", "silent"])),
  TIDEMARK_ADMIN_KEY: optional(z.string().regex(/^tdm_[A-Za-z0-9_-]{24,}$/, "must be tdm_ followed by at least 24 letters, digits, - or _")),
  TIDEMARK_METRICS_OPEN: optional(flag),
  TIDEMARK_ALERT_ALLOW_PRIVATE: optional(flag),
  TIDEMARK_SMTP_URL: optional(z.url({ protocol: /^smtps?$/, error: "must be smtp://[user@]host[:port] or smtps://..." })),
  TIDEMARK_SMTP_FROM: optional(z.string().regex(/^[^\r\n]+@[^\r\n]+$/, "must be an e-mail address, or Name <address>")),
  TIDEMARK_SECRET_SMTP_PASSWORD: optional(z.string()),
  TIDEMARK_URL: optional(z.url()),
  TIDEMARK_API_KEY: optional(z.string()),
});

/** The mail server that alerts go through. */
export interface MailSettings {
  host: string;
  port: number;
  /** TLS from the first byte; otherwise the connection changes to TLS where the server offers it. */
  secure: boolean;
  user: string | undefined;
  password: string | undefined;
  from: string;
}

export interface AlertSettings {
  /** Whether channels may lead to private, loopback and link-local addresses. */
  allowPrivate: boolean;
  /** Address of the pages, without a slash at its end; links in messages begin with it. */
  baseUrl: string;
  mail: MailSettings | null;
}

export interface Env {
  /** Absolute folder of everything Tidemark keeps: embedded database, admin key, build stamp. */
  dataDir: string;
  host: string;
  port: number;
  publicUrl: string | undefined;
  /** Undefined: an embedded PostgreSQL runs in the data folder. */
  databaseUrl: string | undefined;
  queueDatabaseUrl: string | undefined;
  redisUrl: string | undefined;
  /** Scoring threads of one worker process. */
  workers: number;
  /** Absolute folders that reward models may be loaded from. */
  modelDirs: string[];
  maxBodyBytes: number;
  logLevel: "trace" | "debug" | "info" | "warn" | "error" | "silent";
  adminKey: string | undefined;
  metricsOpen: boolean;
  alerts: AlertSettings;
  /** Where a client finds the server (reading commands). */
  url: string | undefined;
  apiKey: string | undefined;
}

/**
 * Reads every setting, once, at an entry point. `packageDir` is the folder of package.json (models/ lies in it).
 * @throws ConfigError naming the variable and what it must be
 */
export function readEnv(packageDir: string = process.cwd(), source: NodeJS.ProcessEnv = process.env): Env {
  const parsed = Variables.safeParse(source);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`A setting cannot be used. ${lines.join("; ")}.`);
  }
  const v = parsed.data;
  const dataDir = path.resolve(v.TIDEMARK_DATA_DIR ?? ".tidemark");
  const modelDirs = v.TIDEMARK_MODEL_DIR
    ? v.TIDEMARK_MODEL_DIR.split(path.delimiter).filter(Boolean).map((p) => path.resolve(p))
    : [path.join(packageDir, "models"), path.join(dataDir, "models")];
  return {
    dataDir,
    host: v.TIDEMARK_HOST ?? "127.0.0.1",
    port: v.TIDEMARK_PORT ?? 7400,
    publicUrl: v.TIDEMARK_PUBLIC_URL,
    databaseUrl: v.DATABASE_URL,
    queueDatabaseUrl: v.TIDEMARK_QUEUE_DATABASE_URL,
    redisUrl: v.REDIS_URL,
    workers: v.TIDEMARK_WORKERS ?? Math.max(1, availableParallelism()),
    modelDirs,
    maxBodyBytes: Math.floor((v.TIDEMARK_MAX_BODY_MB ?? 256) * 1024 * 1024),
    logLevel: v.TIDEMARK_LOG_LEVEL ?? "info",
    adminKey: v.TIDEMARK_ADMIN_KEY,
    metricsOpen: v.TIDEMARK_METRICS_OPEN ?? false,
    alerts: { allowPrivate: v.TIDEMARK_ALERT_ALLOW_PRIVATE ?? false, baseUrl: baseUrlOf(v), mail: mailOf(v) },
    url: v.TIDEMARK_URL,
    apiKey: v.TIDEMARK_API_KEY,
  };
}

type Read = z.infer<typeof Variables>;

function baseUrlOf(v: Read): string {
  if (v.TIDEMARK_PUBLIC_URL) return v.TIDEMARK_PUBLIC_URL.replace(/\/+$/, "");
  const host = v.TIDEMARK_HOST ?? "127.0.0.1";
  return `http://${host.includes(":") ? `[${host}]` : host}:${v.TIDEMARK_PORT ?? 7400}`;
}

function mailOf(v: Read): MailSettings | null {
  if (!v.TIDEMARK_SMTP_URL) return null;
  if (!v.TIDEMARK_SMTP_FROM) throw new ConfigError("TIDEMARK_SMTP_FROM is not set: with TIDEMARK_SMTP_URL it names the sender of alerts.");
  const url = new URL(v.TIDEMARK_SMTP_URL);
  if (!url.hostname) throw new ConfigError("TIDEMARK_SMTP_URL: names no host; it must be smtp://[user@]host[:port] or smtps://...");
  const secure = url.protocol === "smtps:";
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port) || (secure ? 465 : 587), secure,
    user: decodeURIComponent(url.username) || undefined,
    password: v.TIDEMARK_SECRET_SMTP_PASSWORD ?? (decodeURIComponent(url.password) || undefined),
    from: v.TIDEMARK_SMTP_FROM,
  };
}

/** Libraries that would report their use to their makers: nothing that we start does. */
const noTelemetry = { ORT_DISABLE_TELEMETRY: "1", NEXT_TELEMETRY_DISABLED: "1", CHECKPOINT_DISABLE: "1" };

/** Key of a model server, by the name of its variable; undefined where it is not set. Read when it is needed, kept nowhere. */
export function readSecret(name: string): string | undefined {
  return name.startsWith("TIDEMARK_SECRET_") ? process.env[name] || undefined : undefined;
}

/** Environment for a process that we start: ours with these changes; undefined takes a variable away. */
export function childEnv(changes: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...process.env, ...noTelemetry };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}
