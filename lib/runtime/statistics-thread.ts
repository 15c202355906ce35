import { parentPort } from "node:worker_threads";
import { computations, type ComputationName } from "@/lib/detect/computations";

/** Runs inside the thread: one computation a message, answered in order. */
parentPort?.on("message", ({ id, name, input }: { id: number; name: ComputationName; input: never }) => {
  try {
    parentPort?.postMessage({ id, output: computations[name](input) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
