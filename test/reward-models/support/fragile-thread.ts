import { parentPort } from "node:worker_threads";

/** The real scoring thread, except that it ends at once, as after a native crash, when it is handed a text that says so. */
parentPort!.on("message", (request: { kind: string; items?: { completion: string }[] }) => {
  if (request.kind === "score" && request.items?.some((item) => item.completion === "end the thread")) process.exit(9);
});
await import("@/lib/reward-models/onnx-thread");
