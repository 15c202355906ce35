import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { csvPieces, jsonlPieces } from "@/cli/export-pieces";
import { writePieces } from "@/cli/write-pieces";

let folder: string;
beforeAll(() => { folder = mkdtempSync(path.join(tmpdir(), "tidemark-export-")); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Row { step: number; key: string; completion: string; margin: number | null }
const nRows = 1_000_000;

/** Rows that exist one at a time, and the most memory seen after the first tenth of them. */
function generated() {
  const seen = { settled: 0, most: 0 };
  async function* rows(): AsyncGenerator<Row> {
    for (let i = 0; i < nRows; i++) {
      if (i % 20_000 === 0) {
        const rss = process.memoryUsage.rss();
        if (i <= nRows / 10) seen.settled = Math.max(seen.settled, rss);
        seen.most = Math.max(seen.most, rss);
      }
      yield { step: i, key: `p${i}`, completion: `Some text, "quoted", number ${i}`, margin: i % 7 === 0 ? null : i / 7 };
    }
  }
  return { rows, seen };
}

const columns = [["step", (r: Row) => r.step], ["key", (r: Row) => r.key], ["completion", (r: Row) => r.completion], ["margin", (r: Row) => r.margin]] as const;

test.each([
  ["CSV", (rows: AsyncIterable<Row>) => csvPieces(rows, columns), 60],
  ["JSON Lines", (rows: AsyncIterable<Row>) => jsonlPieces(rows), 80],
])("a million rows of %s grow memory by less than 64 MB", async (name, pieces, leastMb) => {
  const { rows, seen } = generated();
  const file = path.join(folder, name);
  await writePieces(pieces(rows()), file);
  expect(statSync(file).size).toBeGreaterThan(leastMb * 1e6 * 0.8);
  expect(seen.most - seen.settled).toBeLessThan(64e6);
}, 180_000);

test.skipIf(process.platform === "win32")("a pipe is written to, and is still a pipe afterwards", async () => {
  const pipe = path.join(folder, "curve.csv");
  execFileSync("mkfifo", [pipe]);
  const read = promisify(execFile)("cat", [pipe]);
  await writePieces((async function* () { yield "step\n"; yield "400\n"; })(), pipe);
  expect((await read).stdout).toBe("step\n400\n");
  expect(statSync(pipe).isFIFO()).toBe(true);
});
