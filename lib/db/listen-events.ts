import pg from "pg";
import { eventsChannel, type RunEventKind } from "@/lib/db/run-events";

export interface RunEvent {
  runId: string;
  revision: number;
  kind: RunEventKind;
}

export interface EventListener {
  /** Whether notifications arrive just now; if not, the listener's user should poll. */
  readonly connected: boolean;
  close(): Promise<void>;
}

const kinds = new Set<string>(["progress", "curve", "alert"]);

function parseEvent(payload: string | undefined): RunEvent | null {
  try {
    const value = JSON.parse(payload ?? "") as Partial<RunEvent>;
    const valid = typeof value.runId === "string" && Number.isSafeInteger(value.revision) && kinds.has(value.kind ?? "");
    return valid ? (value as RunEvent) : null;
  } catch {
    return null;
  }
}

/**
 * Keeps one connection that listens for changes of runs, and opens it anew when it is lost (after 0.25 s, then up to 5 s).
 * @param databaseUrl a direct address: a transaction pooler does not pass notifications on
 * @param options.onReconnect called when notifications may have been missed
 */
export function listenEvents(
  databaseUrl: string,
  options: { onEvent: (event: RunEvent) => void; onReconnect: () => void; onDown: (error: Error) => void },
): EventListener {
  let client: pg.Client | null = null;
  let connected = false;
  let closed = false;
  let nFailures = 0;
  let timer: NodeJS.Timeout | undefined;

  const retry = (error: Error) => {
    const last = client;
    client = null;
    if (closed || !last) return;
    connected = false;
    last.removeAllListeners();
    last.on("error", () => {});
    void last.end().catch(() => {});
    options.onDown(error);
    timer = setTimeout(open, Math.min(250 * 2 ** nFailures++, 5000));
    timer.unref();
  };

  function open(): void {
    const next = new pg.Client({
      connectionString: databaseUrl, application_name: "tidemark-events", keepAlive: true, connectionTimeoutMillis: 10_000,
    });
    client = next;
    next.on("error", retry);
    next.on("end", () => client === next && retry(new Error("the connection for events ended")));
    next.on("notification", (message) => {
      const event = parseEvent(message.payload);
      if (event) options.onEvent(event);
    });
    next
      .connect()
      .then(() => next.query(`LISTEN ${eventsChannel}`))
      .then(
        () => {
          if (client !== next) return;
          connected = true;
          nFailures = 0;
          options.onReconnect();
        },
        (error: Error) => client === next && retry(error),
      );
  }

  open();
  return {
    get connected() {
      return connected;
    },
    async close() {
      closed = true;
      connected = false;
      clearTimeout(timer);
      await client?.end().catch(() => {});
    },
  };
}
