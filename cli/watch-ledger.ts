import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import type { Found } from "./watch-find";

const State = z.object({ of: z.string(), registered: z.record(z.string(), z.string()) });

/** Which files are registered, and as they were then. */
export interface Ledger {
  has(found: Found): boolean;
  /** @returns what is wrong with the state file, the first time it cannot be written */
  add(found: Found): string | null;
}

/**
 * Remembers in a file what is registered, so that a restart does not send it all again. It is a cache and nothing more: a lost or foreign
 * file means that the server is asked again, which changes nothing there.
 * @param of what the memory is about (server, run, branch): another one begins anew
 */
export function openLedger(file: string, of: string, fromStart: boolean): Ledger {
  const registered = new Map(fromStart ? [] : Object.entries(read(file, of)));
  let told = false;
  return {
    has: ({ name, signature }) => registered.get(name) === signature,
    add: ({ name, signature }) => {
      registered.set(name, signature);
      const failure = write(file, { of, registered: Object.fromEntries(registered) });
      if (failure === null || told) return null;
      told = true;
      return failure;
    },
  };
}

function read(file: string, of: string): Record<string, string> {
  try {
    const state = State.parse(JSON.parse(readFileSync(file, "utf8")));
    return state.of === of ? state.registered : {};
  } catch {
    return {};
  }
}

function write(file: string, state: z.infer<typeof State>): string | null {
  try {
    writeFileSync(`${file}.${process.pid}`, `${JSON.stringify(state)}\n`);
    renameSync(`${file}.${process.pid}`, file);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}
