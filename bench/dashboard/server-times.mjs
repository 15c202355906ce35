import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { spread } from "./spread.mjs";

/** Milliseconds of processor time that a process has taken (Linux; clock ticks of 10 ms). */
function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * Times requests one after the other, from sending to the last byte, on one kept connection; five before it are not counted.
 * @returns spread in ms, kB of one answer, and the server's own processor time a request, which other load on the machine hardly changes
 */
export async function serverTimes({ url, pid, cookie, path, n }) {
  const times = [];
  let size = 0, before = 0;
  for (let i = -5; i < n; i++) {
    if (i === 0) before = processorMs(pid);
    const started = performance.now();
    const answer = await fetch(url + path, { headers: { cookie } });
    size = (await answer.arrayBuffer()).byteLength;
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
    if (i >= 0) times.push(performance.now() - started);
  }
  return { ...spread(times), kB: size / 1000, processorMs: (processorMs(pid) - before) / n };
}
