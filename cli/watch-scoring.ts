import progress from "cli-progress";
import { readRun, type Run } from "@/lib/contracts";
import { ConfigError } from "@/lib/errors";
import { callApi, type Api } from "./api-client";

const pollMs = 500;
const lineEveryMs = 5000;
const stuckAfterMs = 5 * 60_000;

export interface ScoringProgress {
  /** Call after each registration, so that the bar moves while the rest is still being sent. */
  registered(): void;
  /** Call when all checkpoints are registered; resolves when each is scored or failed. */
  finished(runs: Run[]): Promise<Run[]>;
  stop(): void;
}

/**
 * Shows how many prompts are scored: a bar in a terminal, else a line every few seconds.
 * @param nPrompts prompts of all checkpoints together
 */
export function watchScoring(api: Api, options: { nPrompts: number; signal: AbortSignal; say: (line: string) => void }): ScoringProgress {
  const bar = process.stderr.isTTY ? new progress.SingleBar({ format: "Scoring |{bar}| {value}/{total} prompts, {checkpoints} checkpoints", hideCursor: true, stream: process.stderr }, progress.Presets.shades_classic) : null;
  bar?.start(options.nPrompts, 0, { checkpoints: "0" });
  let shownAt = Date.now();
  const show = (runs: Run[]) => {
    const [done, scored, registered] = [sum(runs, (r) => r.progress.done), sum(runs, (r) => r.nScored), sum(runs, (r) => r.nCheckpoints)];
    bar?.update(done, { checkpoints: `${scored}/${registered}` });
    if (bar || Date.now() - shownAt < lineEveryMs) return;
    shownAt = Date.now();
    options.say(`Scored ${done} of ${options.nPrompts} prompts, ${scored} of ${registered} checkpoints.`);
  };
  let nRegistered = 0;
  return {
    registered: () => bar?.update(0, { checkpoints: `0/${++nRegistered}` }),
    stop: () => bar?.stop(),
    finished: async (initial) => {
      let [last, changedAt] = ["", Date.now()];
      for (;;) {
        options.signal.throwIfAborted();
        const runs = await Promise.all(initial.map(async ({ id }) => (await callApi(api, readRun, { params: { run: id } })).data));
        show(runs);
        if (runs.every((run) => run.nScored + run.nFailed >= run.nCheckpoints)) return runs;
        const state = runs.map((run) => `${run.progress.done} ${run.nScored} ${run.nFailed}`).join();
        if (state !== last) [last, changedAt] = [state, Date.now()];
        if (Date.now() - changedAt > stuckAfterMs) throw new ConfigError(`Nothing has been scored for five minutes. Run "tidemark doctor"; the logs may say more.`);
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
  };
}

const sum = (runs: Run[], value: (run: Run) => number): number => runs.reduce((total, run) => total + value(run), 0);
