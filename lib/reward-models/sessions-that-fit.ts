import { freemem } from "node:os";

/** Weights are held once, once more while they are read or cast to float32, and a run needs room for its activations. */
const PER_WEIGHT_BYTE = 2.5;
const PER_SESSION_BYTES = 200 * 2 ** 20;

/** Copies of a model that free memory holds, at least 1 and at most `asked`. */
export function sessionsThatFit(weightBytes: number, asked: number, availableBytes: number = available()): number {
  return Math.max(1, Math.min(asked, Math.floor(availableBytes / (PER_WEIGHT_BYTE * weightBytes + PER_SESSION_BYTES))));
}

/** Also knows a container's limit where this Node.js can tell it. */
function available(): number {
  return (process as { availableMemory?: () => number }).availableMemory?.() ?? freemem();
}
