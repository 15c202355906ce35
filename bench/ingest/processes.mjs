// What Linux tells of processes; times are milliseconds of processor time, at 100 ticks a second.
import { readFileSync, readdirSync } from "node:fs";

function readProc(...place) {
  try {
    return readFileSync(`/proc/${place.join("/")}`, "utf8");
  } catch {
    return ""; // it has ended
  }
}

const fieldsOf = (...place) => readProc(...place, "stat").replace(/^.*\) /, "").split(" ");
const cpuIn = (fields) => (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10;

/** Processes below one, with itself. */
export function family(pid) {
  const parents = new Map(readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((one) => [one, fieldsOf(one)[1]]));
  const isBelow = (one) => one === String(pid) || (parents.has(one) && isBelow(parents.get(one)));
  return [...parents.keys()].filter(isBelow);
}

/** The process below the supervisor with such a command line: /next/ serves the pages, /worker\.js/ scores. */
export function childBelow(supervisor, commandLine) {
  const pid = family(supervisor).filter((one) => commandLine.test(readProc(one, "cmdline"))).at(-1);
  if (!pid) throw new Error(`no process below ${supervisor} is ${commandLine}`);
  return pid;
}

/** Of all its threads, and of the one that answers requests. */
export const cpuOf = (pid) => ({ all: cpuIn(fieldsOf(pid)), main: cpuIn(fieldsOf(pid, "task", pid)) });

/** Of a family and those in it that have ended, and of everything on the machine. */
export function cpuOfMachine(pid) {
  const own = family(pid).reduce((sum, one) => sum + cpuIn(fieldsOf(one)) + cpuIn(fieldsOf(one).slice(2)), 0);
  const [user, nice, system, idle, waiting, ...rest] = readProc("stat").split("\n", 1)[0].split(/\s+/).slice(1, 9).map((ticks) => Number(ticks) * 10);
  const busy = user + nice + system + rest.reduce((sum, ms) => sum + ms, 0);
  return { own, busy, all: busy + idle + waiting };
}

/** @param field VmRSS (now) or VmHWM (its peak so far) @returns megabytes */
export const memoryOf = (pid, field) => Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readProc(pid, "status"))?.[1] ?? 0) / 1024);

