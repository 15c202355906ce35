import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { resolveModelPath } from "@/lib/reward-models/resolve-model-path";

const base = realpathSync(mkdtempSync(path.join(tmpdir(), "tidemark-paths-")));
const [first, second, outside] = ["first", "second", "outside"].map((name) => path.join(base, name)) as [string, string, string];
for (const folder of [first, path.join(second, "model"), outside]) mkdirSync(folder, { recursive: true });
symlinkSync(outside, path.join(first, "escape"));
symlinkSync(path.join(second, "model"), path.join(first, "alias"));
afterAll(() => rmSync(base, { recursive: true }));

const refused = expect.objectContaining({ code: "model-outside-directories", details: { errors: [{ path: "/backend/path", message: expect.stringContaining("TIDEMARK_MODEL_DIR") as string }] } }) as Error;

test("a relative path is looked up in each model directory in turn", async () => {
  expect(await resolveModelPath("model", [first, second])).toEqual({ path: path.join(second, "model"), exists: true });
});

test("what does not exist yet is accepted if it would lie inside", async () => {
  expect(await resolveModelPath("later/model", [first, second])).toEqual({ path: path.join(first, "later/model"), exists: false });
  expect(await resolveModelPath(path.join(second, "later"), [first, second])).toEqual({ path: path.join(second, "later"), exists: false });
});

test.each([["an absolute path elsewhere", outside], ["a relative path that climbs out", "../outside"], ["a link that leads out", "escape"], ["something below a link that leads out", "escape/not-there"],
  ["a neighbour whose name begins alike", `${first}-more`], ["a NUL character", "model\0"]])("%s is refused", async (_, given) => {
  await expect(resolveModelPath(given, [first, second])).rejects.toEqual(refused);
});

test("a link from one model directory into another is fine", async () => {
  expect(await resolveModelPath("alias", [first, second])).toEqual({ path: path.join(first, "alias"), exists: true });
});
