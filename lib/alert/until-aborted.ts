/** What the work gives, or the signal's reason as soon as it aborts, whatever the work is still doing. */
export function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    work().then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
