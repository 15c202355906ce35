// Loaded into the worker of the supervisor. Scoring takes every core for as long as there is work, and nobody waits for one text of it;
// the app and the database, whom trainers and people wait for, go first whenever they have something to do.
import { writeFileSync } from "node:fs";
import { getPriority, setPriority } from "node:os";
import { isMainThread } from "node:worker_threads";

/** A ninth of the weight of a process at the usual priority: beside one that is always busy scoring becomes slow, but does not stop. */
const niceness = 10;

// The threads that score begin later and take it over. Where it is not allowed, work goes on at the usual priority.
if (isMainThread) {
  attempt(() => setPriority(Math.max(niceness, getPriority())));
  // Linux may weigh a session as a whole, and each child of the supervisor has a session of its own.
  if (process.platform === "linux") attempt(() => writeFileSync("/proc/self/autogroup", String(niceness)));
}

function attempt(lower) {
  try {
    lower();
  } catch {
    // Not permitted here, or no such file.
  }
}
