import path from "node:path";
import { bundle, bundleUrl, importBundle, root } from "../support/bundle.mjs";

/** Bundles the scoring pool and its thread as they ship, and imports the pool. */
export async function importPool() {
  await bundle("onnx-pool", ["reward-models/onnx-pool"]);
  await bundle("onnx-thread", ["reward-models/onnx-thread"]);
  const { createOnnxPool } = await importBundle("onnx-pool");
  const quiet = { info() {}, debug() {}, warn: (...args) => console.error("warning:", ...args), error: (...args) => console.error("error:", ...args) };
  return (options) => createOnnxPool({ modelDirs: [path.join(root, "models")], log: quiet, threadUrl: bundleUrl("onnx-thread"), ...options });
}
