import type { Clock } from "./clock";

export interface CircuitBreaker {
  /** Whether a request may go out now. While open, one is let through each `openMs` to see whether the server is back. */
  mayTry(): boolean;
  succeeded(): void;
  failed(): void;
}

/** Stops asking a server that failed `threshold` times in a row, for `openMs` milliseconds at a time. */
export function createCircuitBreaker({ threshold, openMs, clock }: { threshold: number; openMs: number; clock: Clock }): CircuitBreaker {
  let inARow = 0;
  let openUntil = 0;
  return {
    mayTry() {
      if (inARow < threshold) return true;
      if (clock.now() < openUntil) return false;
      openUntil = clock.now() + openMs;
      return true;
    },
    succeeded() {
      inARow = 0;
    },
    failed() {
      inARow++;
      if (inARow >= threshold) openUntil = clock.now() + openMs;
    },
  };
}
