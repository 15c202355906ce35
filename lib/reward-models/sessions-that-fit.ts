import { freemem, totalmem } from "node:os";

/** Weights are held once, once more while they are read or cast to float32, and a run needs room for its activations. */
const PER_WEIGHT_BYTE = 2.5;
const PER_SESSION_BYTES = 200 * 2 ** 20;
/** What even one session with weights that are mapped from their file needs. */
const LEAST_PER_WEIGHT_BYTE = 1.2;

const MB = 2 ** 20;
const inMb = (bytes: number): string => Math.ceil(bytes / MB).toLocaleString("en");

/** Copies of a model that free memory holds, at least 1 and at most `asked`. */
export function sessionsThatFit(weightBytes: number, asked: number, availableBytes: number = available()): number {
  return Math.max(1, Math.min(asked, Math.floor(availableBytes / (PER_WEIGHT_BYTE * weightBytes + PER_SESSION_BYTES))));
}

/** Why not even one thread can hold the model, with the arithmetic; null where it can. */
export function tooLargeToOpen(weightBytes: number, file: string, availableBytes: number = available()): string | null {
  const needed = LEAST_PER_WEIGHT_BYTE * weightBytes + PER_SESSION_BYTES;
  if (needed <= availableBytes) return null;
  return `${file} does not fit into memory: 1 thread needs at least ${inMb(needed)} MB (${LEAST_PER_WEIGHT_BYTE} x ${inMb(weightBytes)} MB of weights and ${inMb(PER_SESSION_BYTES)} MB to work in), and ${inMb(availableBytes)} MB are free: free some, run the worker on a larger machine, or use a smaller model or precision.`;
}

/** What k threads of a model take, for its page. */
export function memoryNote(weightBytes: number, threads: number, asked: number, availableBytes: number = available()): string {
  const each = PER_WEIGHT_BYTE * weightBytes + PER_SESSION_BYTES;
  const fewer = threads < asked ? ` of the ${asked} asked for, since ${inMb(availableBytes)} MB are free` : "";
  return `Room for ${threads} ${threads === 1 ? "thread" : "threads"}${fewer}, up to ${inMb(each)} MB each (${PER_WEIGHT_BYTE} x ${inMb(weightBytes)} MB of weights and ${inMb(PER_SESSION_BYTES)} MB to work in).`;
}

/** Memory of the machine or, in a container, of its limit. Files in the page cache count as free: they make way. macOS does not tell how much of that there is: half of all is taken. */
function available(): number {
  const free = process.platform === "darwin" ? Math.max(freemem(), totalmem() / 2) : freemem();
  const limit = (process as { constrainedMemory?: () => number }).constrainedMemory?.() ?? 0;
  const left = limit > 0 && limit < totalmem() ? limit - process.memoryUsage().rss : Infinity;
  return Math.max(0, Math.min(free, left));
}
