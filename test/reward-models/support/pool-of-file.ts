import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { RewardModelPool } from "@/lib/reward-models/reward-model";
import { bundleThread, testPool } from "./scoring-pool";

/** A folder of a test file's own; made at once, gone after the file's last test. */
export function folderOfFile(name: string): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `tidemark-${name}-`)));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The scoring pool of a test file, on threads bundled for it: open from its first test to its last. */
export function poolOfFile(modelDirs: string[]): RewardModelPool & { threadUrl(): URL } {
  let opened: { thread: Awaited<ReturnType<typeof bundleThread>>; pool: RewardModelPool } | undefined;
  const now = () => {
    if (!opened) throw new Error("the pool opens before the file's first test");
    return opened;
  };
  beforeAll(async () => {
    const thread = await bundleThread();
    opened = { thread, pool: testPool(thread.url, { modelDirs }) };
  });
  afterAll(async () => {
    await opened?.pool.close();
    opened?.thread.remove();
  });
  return {
    get nThreads() { return now().pool.nThreads; },
    open: (...args) => now().pool.open(...args),
    check: (...args) => now().pool.check(...args),
    close: () => now().pool.close(),
    threadUrl: () => now().thread.url,
  };
}
