import { spawn, type ChildProcess } from "node:child_process";
import type { Logger } from "@/lib/logger";

export interface ChildSpec {
  /** For logs: "app", "worker". */
  name: string;
  /** Arguments of node. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** From SIGTERM to SIGKILL. */
  graceMs: number;
}

export interface ChildOptions {
  log: Logger;
  /** Every line that the child prints. */
  onLine: (name: string, line: string) => void;
  /** It crashed again and again: nothing here can mend that. */
  onGiveUp: (name: string, lastLines: string[]) => void;
}

const backOffMs = [500, 1000, 2000, 5000, 10_000, 30_000];
/** A child that lived this long counts as well again. */
const healthyMs = 60_000;
const crashesInARow = 5;

export interface SupervisedChild {
  readonly name: string;
  /** Process id now, or null between two lives. */
  pid(): number | null;
  /** SIGTERM, after graceMs SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
  kill(): void;
}

/**
 * Keeps one child process alive: restarted after a crash, with growing pauses. It has a session of its own, so that Ctrl-C reaches
 * only the supervisor, which ends its children in order.
 */
export function superviseChild(spec: ChildSpec, options: ChildOptions): SupervisedChild {
  let child: ChildProcess | null = null;
  let ended: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let crashes = 0;
  const lastLines: string[] = [];

  const launch = () => {
    const started = Date.now();
    const process = spawn(globalThis.process.execPath, spec.args, { cwd: spec.cwd, env: spec.env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    child = process;
    for (const stream of [process.stdout, process.stderr]) {
      let rest = "";
      stream.setEncoding("utf8");
      stream.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          lastLines.push(line);
          if (lastLines.length > 20) lastLines.shift();
          options.onLine(spec.name, line);
        }
      });
    }
    ended = new Promise((resolve) => {
      process.once("error", (error) => {
        lastLines.push(error.message);
        resolve();
      });
      process.once("exit", () => resolve());
    });
    void ended.then(() => {
      if (child !== process) return;
      child = null;
      if (stopping) return;
      crashes = Date.now() - started > healthyMs ? 1 : crashes + 1;
      if (crashes >= crashesInARow) return options.onGiveUp(spec.name, [...lastLines]);
      const pauseMs = backOffMs[Math.min(crashes - 1, backOffMs.length - 1)] ?? 30_000;
      options.log.warn({ child: spec.name, code: process.exitCode, signal: process.signalCode, pauseMs }, "a process ended by itself; it is started again");
      timer = setTimeout(launch, pauseMs);
    });
  };
  launch();

  return {
    name: spec.name,
    pid: () => child?.pid ?? null,
    stop: async () => {
      stopping = true;
      clearTimeout(timer);
      const running = child;
      if (!running) return;
      running.kill("SIGTERM");
      const deadline = setTimeout(() => {
        options.log.warn({ child: spec.name, graceMs: spec.graceMs }, "a process did not end in time; it is killed");
        running.kill("SIGKILL");
      }, spec.graceMs);
      await ended;
      clearTimeout(deadline);
    },
    kill: () => {
      stopping = true;
      clearTimeout(timer);
      child?.kill("SIGKILL");
    },
  };
}
