const waiting = new Set<() => void>();
let asked = false;

/** Waits at most this long for a quiet moment. */
const timeoutMs = 500;

/** Does work when the browser has nothing more urgent to do, one piece at a time. @returns a function that takes it back */
export function whenQuiet(work: () => void): () => void {
  waiting.add(work);
  ask();
  return () => void waiting.delete(work);
}

function ask(): void {
  if (asked || waiting.size === 0) return;
  asked = true;
  // Safari has no idle callback.
  if ("requestIdleCallback" in window) window.requestIdleCallback(next, { timeout: timeoutMs });
  else setTimeout(next, 16);
}

function next(): void {
  asked = false;
  const [work] = waiting;
  if (work) {
    waiting.delete(work);
    work();
  }
  ask();
}
