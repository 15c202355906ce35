import { readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDb } from "@/lib/db/client";
import { readBest } from "@/lib/pipeline/read-best";
import { readCurve } from "@/lib/pipeline/read-curve";
import { readVerdict } from "@/lib/pipeline/read-verdict";
import { testDatabase, type TestDatabase } from "../support/postgres";
import { runCli, temporaryDataDir } from "../support/run-cli";
import { startServedProduct, type ServedProduct } from "./served-product";

let served: ServedProduct;
let run: string;
let file: string;
let target: TestDatabase;

beforeAll(async () => {
  served = await startServedProduct();
  run = await served.createRun("kept");
  for (const [i, step] of [0, 10, 20, 30, 40, 50, 60].entries()) await served.register(run, step, i < 5 ? 1 + i / 10 : -0.5, { path: `out/ckpt-${step}`, metadata: { loss: 1 / (step + 3), text: "NUL \u0000, \u202e" } });
  await served.settled(run);
  await served.product.call("POST", "/api/v1/keys", { body: { name: "trainer", scope: "write" } });
  await mkdir(path.join(served.env.TIDEMARK_DATA_DIR!, "models/own"), { recursive: true });
  writeFileSync(path.join(served.env.TIDEMARK_DATA_DIR!, "models/own/model.onnx"), "weights");
  file = path.join(served.folder, "all.backup");
  target = await testDatabase();
}, 180_000);
afterAll(async () => {
  await target?.close();
  await served?.stop();
});

const from = (url: string) => ({ ...served.env, DATABASE_URL: url });
const into = (url: string) => ({ ...from(url), TIDEMARK_DATA_DIR: path.join(served.folder, "elsewhere") });

/** What every table holds, as text, in an order that does not depend on how it was written. */
async function contents(url: string): Promise<Record<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1");
    const found: Record<string, string> = {};
    for (const { name } of rows) {
      const text = await client.query<{ text: string }>(`SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS text FROM "${name}" t`);
      found[name] = text.rows[0]!.text;
    }
    return found;
  } finally {
    await client.end();
  }
}

test("a backup of a running product is one file that only its owner can read", async () => {
  const { code, stdout, stderr } = await runCli(["backup", file], from(served.product.databaseUrl));
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^\S+all\.backup: \d+ rows, \d+\.\d MB\. Next: tidemark restore /);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await runCli(["backup", file], from(served.product.databaseUrl))).stderr).toMatch(/is there already\. .*--force/);
});

test("restored into an empty database every row is the same, and the curve bit for bit; admin keys and sign-ins stay behind", async () => {
  const restored = await runCli(["restore", file, "--json"], into(target.url));
  expect([restored.code, restored.stderr.replace(/^tidemark: .*models\/own\/model\.onnx is not in the backup.*\n$/, "missing")]).toEqual([0, "missing"]);
  expect(JSON.parse(restored.stdout)).toMatchObject({ rows: { Run: 1, Checkpoint: 7 }, missingModels: ["own/model.onnx"] });
  const [before, after] = [await contents(served.product.databaseUrl), await contents(target.url)];
  for (const table of ["_prisma_migrations", "Session", "SignInCode", "WorkerHeartbeat", "ScoreRequest"]) delete before[table], delete after[table];
  expect(after.ApiKey).toContain("trainer");
  expect(after.ApiKey).not.toContain(",admin,");
  before.ApiKey = before.ApiKey!.split("\n").filter((row) => !row.includes(",admin,")).join("\n");
  expect(after).toEqual(before);

  const db = createDb(target.url, { max: 1, applicationName: "tidemark-test" });
  try {
    const ctx = { ...served.product.ctx, db };
    for (const [name, read] of [["curve", readCurve], ["best", readBest], ["verdict", readVerdict]] as const) {
      const { body } = await served.product.call("GET", `/api/v1/runs/${run}/${name}`);
      expect(JSON.parse(JSON.stringify(await read(ctx, { run, branch: "main" })))).toEqual(body);
    }
  } finally {
    await db.$disconnect();
  }
});

test("a database that holds something is left as it is", async () => {
  const before = await contents(target.url);
  const { code, stderr } = await runCli(["restore", file], into(target.url));
  expect(stderr).toMatch(/^tidemark: This database is not empty \(\w+ has rows\)\. .*choose another TIDEMARK_DATA_DIR or DATABASE_URL\.\n$/);
  expect(code).toBe(2);
  expect(await contents(target.url)).toEqual(before);
});

test.each([
  ["cut short", (bytes: Buffer) => gzipSync(gunzipSync(bytes).subarray(0, -2000)), /ends in the middle/],
  ["torn by a full disk", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), /cannot be unpacked|ends in the middle/],
  ["changed in one bit", (bytes: Buffer) => {
    const plain = gunzipSync(bytes);
    const at = plain.indexOf("An answer") === -1 ? Math.floor(plain.length / 2) : plain.indexOf("An answer");
    plain[at] = plain[at]! ^ 1;
    return gzipSync(plain);
  }, /The backup was damaged/],
  ["damaged where a part begins", (bytes: Buffer) => {
    const plain = gunzipSync(bytes);
    plain[plain.indexOf('{"kind":"table"')] = 0x5b;
    return gzipSync(plain);
  }, /The backup was damaged: .* no header/],
  ["something else", () => gzipSync("hello"), /no backup of Tidemark/],
  ["not packed", () => Buffer.from("hello"), /no backup|cannot be unpacked/],
  ["of a newer version", (bytes: Buffer) => gzipSync(Buffer.from(gunzipSync(bytes).toString("latin1").replace('"migrations":["', '"migrations":["29990101000000_later","'), "latin1")), /newer version/],
])("a backup that is %s restores nothing", async (_, spoil, sentence) => {
  const empty = await testDatabase();
  try {
    const spoilt = path.join(served.folder, "spoilt.backup");
    writeFileSync(spoilt, spoil(readFileSync(file)));
    const { code, stderr } = await runCli(["restore", spoilt], into(empty.url));
    expect(stderr).toMatch(sentence);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
    const { _prisma_migrations, ...tables } = await contents(empty.url);
    expect(_prisma_migrations).not.toBe("");
    expect(Object.entries(tables).filter(([, text]) => text !== "")).toEqual([]);
  } finally {
    await empty.close();
  }
});

test("a folder in place of a backup is named", async () => {
  const { code, stderr } = await runCli(["restore", served.folder], into(target.url));
  expect(stderr).toBe(`tidemark: ${served.folder} cannot be read (EISDIR). Name a file that "tidemark backup" wrote, and that you may read.\n`);
  expect(code).toBe(2);
});

test("with its models it goes into a new data folder with a database of its own, and out of that again", async () => {
  const whole = path.join(served.folder, "whole.backup");
  expect((await runCli(["backup", whole, "--with-models"], from(served.product.databaseUrl))).code).toBe(0);
  const { dataDir, remove } = await temporaryDataDir();
  try {
    const env = { TIDEMARK_DATA_DIR: dataDir };
    expect((await runCli(["backup", path.join(served.folder, "none.backup")], env)).stderr).toMatch(/holds no database\. TIDEMARK_DATA_DIR or DATABASE_URL/);
    const restored = await runCli(["restore", whole], env);
    expect([restored.code, restored.stderr]).toEqual([0, ""]);
    expect(restored.stdout).toMatch(/^Restored 1 runs, 7 checkpoints and \d+ vectors of scores, as they were at .*Next: tidemark start\n$/);
    expect(readFileSync(path.join(dataDir, "models/own/model.onnx"), "utf8")).toBe("weights");
    const again = path.join(served.folder, "again.backup");
    expect((await runCli(["backup", again, "--with-models"], env)).code).toBe(0);
    const rows = (bytes: Buffer) => JSON.parse(gunzipSync(bytes).toString("latin1").match(/\{"kind":"end".*\}\n$/)![0]).rows;
    expect(rows(readFileSync(again))).toEqual(rows(readFileSync(whole)));
  } finally {
    await remove();
  }
}, 120_000);
