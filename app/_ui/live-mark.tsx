import type { LiveState } from "./use-event-stream";

const words: Record<LiveState, { text: string; title: string }> = {
  connecting: { text: "Connecting", title: "Connecting to the stream of changes" },
  live: { text: "Live", title: "This page follows the run by itself" },
  polling: { text: "Every 2 s", title: "The stream of changes is closed; the page asks every two seconds" },
  paused: { text: "Paused", title: "Paused while the page is hidden" },
};

export function LiveMark({ state }: { state: LiveState }) {
  const { text, title } = words[state];
  return (
    <span className="inline-flex items-center gap-1.5 text-12 text-muted" title={title}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden>
        {state === "live" ? <circle cx="4" cy="4" r="4" fill="var(--healthy)" /> : <circle cx="4" cy="4" r="3" fill="none" stroke="var(--unknown)" strokeWidth="1.6" />}
      </svg>
      {text}
    </span>
  );
}
