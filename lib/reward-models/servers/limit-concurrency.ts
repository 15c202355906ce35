/** Lets at most `most` callers in at once, first come, first served. */
export function limitConcurrency(most: number): { enter(signal: AbortSignal): Promise<() => void> } {
  let free = most;
  const waiting: (() => void)[] = [];

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = waiting.shift();
      if (next) next();
      else free++;
    };
  }

  return {
    /** @returns what gives the place back. @throws the signal's reason if aborted while waiting */
    enter: (signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (free > 0) {
          free--;
          return resolve(leaveOnce());
        }
        const takePlace = () => {
          signal.removeEventListener("abort", giveUp);
          resolve(leaveOnce());
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(takePlace), 1);
          reject(signal.reason);
        };
        waiting.push(takePlace);
        signal.addEventListener("abort", giveUp, { once: true });
      }),
  };
}
