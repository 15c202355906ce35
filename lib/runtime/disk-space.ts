import { statfsSync } from "node:fs";
import { ConfigError } from "@/lib/errors";

/** Free bytes for this user on the disk of a folder. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export const diskLimits = { refuseBytes: 200e6, warnBytes: 1e9 } as const;

/** @returns a warning, or null. @throws ConfigError when the disk is nearly full */
export function checkDiskSpace(folder: string, free = freeBytes(folder)): string | null {
  const megabytes = Math.floor(free / 1e6);
  if (free < diskLimits.refuseBytes) {
    throw new ConfigError(`The disk of ${folder} is nearly full: ${megabytes} MB free, at least 200 MB are needed. Free some space, or choose another folder with TIDEMARK_DATA_DIR.`);
  }
  return free < diskLimits.warnBytes ? `The disk of ${folder} has ${megabytes} MB left; the database needs room to grow.` : null;
}
