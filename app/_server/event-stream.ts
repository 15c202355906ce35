import type { RunEvent } from "@/lib/db/listen-events";
import type { EventHub } from "./event-hub";

type StreamEvent = { kind: RunEvent["kind"] | "reset"; runId: string | null; revision: number };

const keepAliveMs = 15_000;
/** Changes within this time are told once. */
const gatherMs = 50;

/**
 * A stream of server-sent events. A slow reader gets the newest state of each run, not a backlog.
 * @param options.first what to tell at once, read after the subscription so that nothing falls in between
 * @param options.isStillAllowed asked every 15 s: the stream ends when its key is revoked
 */
export function openEventStream(options: {
  hub: EventHub;
  runId: string | null;
  signal: AbortSignal;
  first: () => Promise<StreamEvent | null>;
  isStillAllowed: () => Promise<boolean>;
}): Response {
  const encoder = new TextEncoder();
  const waiting = new Map<string, StreamEvent>();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let gathering: NodeJS.Timeout | undefined;
  let ended = false;

  const send = (text: string) => !ended && controller.enqueue(encoder.encode(text));
  const flush = () => {
    gathering = undefined;
    for (const [key, event] of waiting) {
      if (ended || (controller.desiredSize ?? 0) <= 0) return;
      waiting.delete(key);
      send(`id: ${event.revision}\nevent: ${event.kind}\ndata: ${JSON.stringify({ run: event.runId, revision: event.revision })}\n\n`);
    }
  };
  const tell = (event: StreamEvent) => {
    waiting.set(`${event.runId} ${event.kind}`, event);
    gathering ??= setTimeout(flush, gatherMs);
  };
  const end = () => {
    if (ended) return;
    ended = true;
    leave();
    clearTimeout(gathering);
    clearInterval(keepAlive);
    options.signal.removeEventListener("abort", end);
    try {
      controller.close();
    } catch {
      // The reader has gone already.
    }
  };

  const leave = options.hub.subscribe({ runId: options.runId, onEvent: tell, onClose: end });
  const keepAlive = setInterval(() => {
    if ((controller.desiredSize ?? 0) > 0) send(": still here\n\n");
    options.isStillAllowed().then((allowed) => !allowed && end(), () => {});
  }, keepAliveMs);
  options.signal.addEventListener("abort", end);

  const body = new ReadableStream<Uint8Array>(
    {
      start(c) {
        controller = c;
        send("retry: 2000\n: open\n\n");
        options.first().then((event) => event && tell(event), end);
        if (options.signal.aborted) end();
      },
      pull: flush,
      cancel: end,
    },
    { highWaterMark: 64 },
  );
  return new Response(body, {
    headers: { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" },
  });
}
