import { useEffect, useState } from "react";

/** Waits at most this long for a quiet moment. */
const timeoutMs = 1500;

/** True once the page has nothing more urgent to do: what lies below the first view waits for it. */
export function useIdle(): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const done = () => setIdle(true);
    // Safari has no idle callback.
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(done, 200);
      return () => clearTimeout(timer);
    }
    const handle = window.requestIdleCallback(done, { timeout: timeoutMs });
    return () => window.cancelIdleCallback(handle);
  }, []);
  return idle;
}
