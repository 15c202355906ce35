import type { ReactNode } from "react";

export type Status = "received" | "scoring" | "scored" | "failed" | "checking" | "ready";
const look: Record<Status, { colour: string; text: string; shape: ReactNode }> = {
  received: { colour: "text-unknown", text: "received", shape: <circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 1.6" /> },
  checking: { colour: "text-unknown", text: "checking", shape: <><circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M5 1.25a3.75 3.75 0 0 1 0 7.5z" fill="currentColor" /></> },
  scoring: { colour: "text-unknown", text: "scoring", shape: <><circle cx="5" cy="5" r="3.75" fill="none" stroke="currentColor" strokeWidth="1.5" /><path d="M5 1.25a3.75 3.75 0 0 1 0 7.5z" fill="currentColor" /></> },
  scored: { colour: "text-tide", text: "scored", shape: <circle cx="5" cy="5" r="4.25" fill="currentColor" /> },
  ready: { colour: "text-healthy", text: "ready", shape: <path d="m1.2 5.4 2.6 2.6 5-6" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" /> },
  failed: { colour: "text-regressed", text: "failed", shape: <path d="m1.8 1.8 6.4 6.4m0-6.4L1.8 8.2" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" /> },
};

/** A status as shape, colour and word. */
export function StatusMark({ status, children }: { status: Status; children?: ReactNode }) {
  const { colour, text, shape } = look[status];
  return (
    <span className={`inline-flex max-w-full min-w-0 items-center gap-1.5 whitespace-nowrap ${colour}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" className="shrink-0" aria-hidden>{shape}</svg>
      <span className="truncate">{children ?? text}</span>
    </span>
  );
}
