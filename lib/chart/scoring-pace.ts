import type { Checkpoint } from "@/lib/contracts";
import { formatCount } from "./format";
import { formatDuration } from "./step-axis";

/** Completions scored up to a time. */
export interface PaceSample { atMs: number; done: number }

/** Older samples say little about the present pace. */
const windowMs = 60_000;
/** Less than this is noise of when somebody happened to look. */
const leastMs = 2_000;

/**
 * The scored checkpoints as samples, as far back as there was always something to score: across a pause nothing can be said about pace.
 * @returns in order of time; `done` counts from the first of them
 */
export function paceSamples(checkpoints: readonly Pick<Checkpoint, "createdAt" | "scoredAt" | "progress">[]): PaceSample[] {
  const scored = checkpoints
    .flatMap(({ createdAt, scoredAt, progress }) => (scoredAt === null ? [] : [{ from: Date.parse(createdAt), atMs: Date.parse(scoredAt), n: progress.total }]))
    .sort((a, b) => a.atMs - b.atMs);
  let first = scored.length - 1;
  while (first > 0 && scored[first]!.from <= scored[first - 1]!.atMs) first--;
  let done = 0;
  return scored.slice(Math.max(0, first)).map(({ atMs, n }, i) => ({ atMs, done: i === 0 ? 0 : (done += n) }));
}

/** Completions scored per second over the last minute of samples; null where too little has been seen, or nothing moves. */
export function scoringPace(samples: readonly PaceSample[]): number | null {
  const last = samples.at(-1);
  const first = samples.find(({ atMs }) => last !== undefined && last.atMs - atMs <= windowMs);
  if (!last || !first || last.atMs - first.atMs < leastMs) return null;
  const perSecond = ((last.done - first.done) / (last.atMs - first.atMs)) * 1000;
  return perSecond > 0 ? perSecond : null;
}

/** `24 completions/s, about 3 min left`. @param left completions still to score */
export function paceWords(perSecond: number, left: number): string {
  const rate = perSecond >= 10 ? formatCount(Math.round(perSecond)) : perSecond.toFixed(1);
  const seconds = Math.max(0, left) / perSecond;
  return `${rate} completions/s, about ${formatDuration(seconds < 60 ? Math.max(5, Math.ceil(seconds / 5) * 5) : Math.ceil(seconds / 60) * 60)} left`;
}
