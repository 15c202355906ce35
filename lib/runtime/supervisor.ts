import type { Logger } from "@/lib/logger";
import { superviseChild, type ChildSpec, type SupervisedChild } from "./supervised-child";

export interface SupervisorOptions {
  children: ChildSpec[];
  log: Logger;
  onLine: (name: string, line: string) => void;
  /** What ends last: the embedded database. */
  stopLast: () => Promise<void>;
}

export interface Supervisor {
  pids(): Record<string, number | null>;
  /** Ends every child (they drain at the same time), then the database. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends the children at once; the stop under way then goes on to the database. */
  force(): void;
  /** Resolves with the reason when a child cannot be kept alive. */
  readonly failed: Promise<string>;
}

/** Keeps the processes of the product running, and ends them in order. */
export function startSupervisor(options: SupervisorOptions): Supervisor {
  let fail: (reason: string) => void = () => {};
  const failed = new Promise<string>((resolve) => (fail = resolve));
  const onGiveUp = (name: string, lastLines: string[]) =>
    fail(`The ${name} process ended again and again. Its last words: ${readable(lastLines)}`);
  const children: SupervisedChild[] = options.children.map((spec) => superviseChild(spec, { log: options.log, onLine: options.onLine, onGiveUp }));
  let stopping: Promise<void> | undefined;
  return {
    failed,
    pids: () => Object.fromEntries(children.map((child) => [child.name, child.pid()])),
    force: () => children.forEach((child) => child.kill()),
    stop: () =>
      (stopping ??= (async () => {
        await Promise.all(children.map((child) => child.stop()));
        await options.stopLast();
      })()),
  };
}

/** The message of a JSON log line or of an error's first line, without its stack. */
function readable(lines: string[]): string {
  const texts = lines.filter((line) => line.trim() && !/^\s+at /.test(line) && !/^Node\.js v/.test(line)).map((line) => {
    try {
      const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } };
      return [msg, err?.message].filter(Boolean).join(": ") || line;
    } catch {
      return line.trim();
    }
  });
  return texts.slice(-3).join(" ") || "none";
}
