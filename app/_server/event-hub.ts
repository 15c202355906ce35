import type { Db } from "@/lib/db/client";
import { listenEvents, type EventListener, type RunEvent } from "@/lib/db/listen-events";
import { recentRunRevisions } from "@/lib/db/run-revisions";
import { DomainError } from "@/lib/errors";
import type { Logger } from "@/lib/logger";

export interface Subscriber {
  /** Events of this run only; null: of all. */
  runId: string | null;
  onEvent(event: RunEvent): void;
  /** The server is going down. */
  onClose(): void;
}

export interface EventHub {
  /** @returns how to leave @throws DomainError unavailable when there are too many, or when the server is going down */
  subscribe(subscriber: Subscriber): () => void;
  close(): void;
}

const maxStreams = 500;
const pollMs = 2000;
/** While notifications arrive, revisions are still compared now and then: a pooler may swallow them. */
const pollsBetweenChecks = 15;

/**
 * Shares one database connection for events among all streams of the process. Opens it with the first stream.
 * While notifications do not arrive, revisions are read every two seconds.
 */
export function createEventHub(options: { databaseUrl: string; db: Db; log: Logger }): EventHub {
  const { db, log } = options;
  const subscribers = new Set<Subscriber>();
  let known: Map<string, number> | null = null;
  let listener: EventListener | undefined;
  let timer: NodeJS.Timeout | undefined;
  let polling = false;
  let closed = false;

  const publish = (event: RunEvent) => {
    for (const subscriber of subscribers) if (subscriber.runId === null || subscriber.runId === event.runId) subscriber.onEvent(event);
  };
  const onEvent = (event: RunEvent) => {
    known?.set(event.runId, event.revision);
    publish(event);
  };
  /** Tells of every run that changed since the last look; the first look only learns. */
  const poll = async () => {
    if (polling || closed) return;
    polling = true;
    try {
      const current = await recentRunRevisions(db);
      const before = known;
      known = current;
      for (const [runId, revision] of current) {
        if (before && revision > (before.get(runId) ?? -1)) publish({ runId, revision, kind: "curve" });
      }
    } catch (error) {
      log.debug({ err: error }, "revisions could not be read");
    } finally {
      polling = false;
    }
  };

  const start = () => {
    listener = listenEvents(options.databaseUrl, {
      onEvent,
      onReconnect: () => void poll(),
      onDown: (error) => log.warn({ err: error }, "events: connection lost; reading revisions every two seconds"),
    });
    let nTicks = 0;
    timer = setInterval(() => {
      if (subscribers.size === 0) return;
      if (!listener?.connected || ++nTicks % pollsBetweenChecks === 0) void poll();
    }, pollMs);
    timer.unref();
  };

  return {
    subscribe(subscriber) {
      if (closed || subscribers.size >= maxStreams) {
        throw new DomainError("unavailable", closed ? "The server is stopping." : `There are ${maxStreams} event streams already. Close some pages, or poll instead.`);
      }
      if (!listener) start();
      subscribers.add(subscriber);
      return () => void subscribers.delete(subscriber);
    },
    close() {
      closed = true;
      clearInterval(timer);
      void listener?.close();
      for (const subscriber of [...subscribers]) subscriber.onClose();
      subscribers.clear();
    },
  };
}
