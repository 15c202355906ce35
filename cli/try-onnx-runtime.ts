import { spawnSync } from "node:child_process";
import { childEnv } from "@/lib/env";
import { packageDir } from "./package-dir";

/** Null when the native library loads (in a process of its own: a wrong one may end it), else the reason. */
export function tryOnnxRuntime(): string | null {
  const result = spawnSync(process.execPath, ["--input-type=module", "-e", "await import('onnxruntime-node')"], { cwd: packageDir, env: childEnv(), encoding: "utf8", timeout: 30_000 });
  if (result.status === 0) return null;
  const line = (result.stderr ?? "").split("\n").find((text) => /error/i.test(text));
  return line?.trim() ?? `it ended with ${result.status ?? result.signal}`;
}
