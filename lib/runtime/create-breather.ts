import { setImmediate } from "node:timers/promises";

/** Lets other work run when this one has held the event loop for `sliceMs`; call it between small steps of a long job. */
export function createBreather(sliceMs = 10): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < sliceMs) return undefined;
    return setImmediate().then(() => {
      since = performance.now();
    });
  };
}
