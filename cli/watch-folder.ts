import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError } from "@/lib/errors";
import { watchFile, type Handled, type WatchTarget } from "./watch-file";
import { findCompletions, type Found } from "./watch-find";
import type { Ledger } from "./watch-ledger";
import { createSettling } from "./watch-settling";

export interface WatchPlan {
  dir: string;
  /** Name of the completions file in a checkpoint's folder. */
  completions: string;
  stepOf: (name: string) => number | null;
  settleMs: number;
  everyMs: number;
  /** Ends when nothing is left that could be registered now. */
  once: boolean;
  ledger: Ledger;
  signal: AbortSignal;
  /** The folder is there: from now on it is watched. */
  begun: () => void;
  /** Each file's outcome, told once as long as it stays the same. */
  tell: (found: Found, handled: Handled) => void;
  /** Something about the folder, the state file or the server, not about one file. */
  warn: (sentence: string) => void;
}

const longestPauseMs = 60_000;

/**
 * Registers completions files as they appear and settle. One bad file never ends it, nor does a server or file server that is away for a while.
 * @returns how many files were left out in the last look (once: refused or still being written)
 * @throws ConfigError when the folder is not there at the beginning or (once) nobody answers, ApiError when the key or the run is no longer good
 */
export async function watchFolder(plan: WatchPlan, target: WatchTarget): Promise<number> {
  refuseMissing(plan.dir);
  plan.begun();
  const quiet = createSettling();
  const told = new Map<string, string>();
  let trouble = "", pauseMs = plan.everyMs;
  const warnOnce = (sentence: string) => {
    if (sentence !== trouble) plan.warn(sentence);
    trouble = sentence;
  };
  for (;;) {
    let nWaiting = 0, nLeft = 0, isAway = false;
    for (const found of list(plan, warnOnce)) {
      if (plan.signal.aborted) return nLeft;
      if (plan.ledger.has(found)) continue;
      const quietMs = quiet(found, Date.now());
      if (quietMs < plan.settleMs) {
        nWaiting++;
        continue;
      }
      if (told.get(found.name) === `refused ${found.signature}`) {
        nLeft++;
        continue;
      }
      const handled = await watchFile(target, found, Math.max(quietMs, Date.now() - found.mtimeMs));
      if (handled.kind === "unreachable") {
        if (plan.once) throw new ConfigError(handled.reason);
        warnOnce(`${handled.reason} Trying again until it does.`);
        isAway = true;
        break;
      }
      trouble = "";
      if (handled.kind === "registered") note(plan, found);
      else nLeft++;
      const state = handled.kind === "partial" ? "partial" : `${handled.kind} ${found.signature}`;
      if (told.get(found.name) !== state) plan.tell(found, handled);
      told.set(found.name, state);
    }
    if (plan.once && nWaiting === 0) return nLeft;
    pauseMs = isAway ? Math.min(longestPauseMs, pauseMs * 2) : plan.everyMs;
    await sleep(plan.once ? Math.min(pauseMs, plan.settleMs + 10) : pauseMs, undefined, { signal: plan.signal }).catch(() => {});
    if (plan.signal.aborted) return nLeft;
  }
}

function refuseMissing(dir: string): void {
  try {
    readdirSync(dir);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === "ENOENT" ? "There is no folder" : code === "ENOTDIR" ? "No folder is" : `(${code}) Nothing can be listed in`;
    throw new ConfigError(`${what} ${dir}. Correct it, or make it first: mkdir -p ${dir}`);
  }
}

function list(plan: WatchPlan, warn: (sentence: string) => void): Found[] {
  try {
    return findCompletions(plan.dir, plan.completions, plan.stepOf);
  } catch (error) {
    warn(`${plan.dir} cannot be listed just now (${(error as NodeJS.ErrnoException).code}); trying again.`);
    return [];
  }
}

function note(plan: WatchPlan, found: Found): void {
  const failure = plan.ledger.add(found);
  if (failure) plan.warn(`The state file cannot be written (${failure}): after a restart every file is sent again, which changes nothing. --state names another place.`);
}
