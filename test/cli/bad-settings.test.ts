import { createServer } from "node:net";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, temporaryDataDir } from "../support/run-cli";

let dataDir: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ dataDir, remove } = await temporaryDataDir());
});
afterAll(() => remove());

const oneLine = /^tidemark: [^\n]+\n$/;

test.each([
  ["DATABASE_URL that nobody answers", { DATABASE_URL: "postgresql://a:hidden@127.0.0.1:9/x" }, /Nothing listens at postgresql:\/\/a@127\.0\.0\.1:9\/x\. .*DATABASE_URL/],
  ["DATABASE_URL of another kind", { DATABASE_URL: "mysql://a@b/c" }, /DATABASE_URL: must begin with postgres/],
  ["TIDEMARK_PORT that is no port", { TIDEMARK_PORT: "http" }, /TIDEMARK_PORT/],
  ["TIDEMARK_HOST that is not this machine's", { TIDEMARK_HOST: "192.0.2.1" }, /no address 192\.0\.2\.1\. Correct TIDEMARK_HOST/],
])("%s: one sentence, exit code 2, no stack", async (_, settings, sentence) => {
  const { code, stderr, stdout } = await runCli(["start"], { TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: "0", ...settings });
  expect(stderr).toMatch(oneLine);
  expect(stderr).toMatch(sentence);
  expect(stderr).not.toContain("hidden");
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test("--debug shows the stack", async () => {
  const { stderr } = await runCli(["start", "--debug"], { TIDEMARK_DATA_DIR: dataDir, DATABASE_URL: "postgresql://a:hidden@127.0.0.1:9/x" });
  expect(stderr).toMatch(/\n {4}at /);
});

test("a port that was asked for and is taken is said so; no other one is used in silence", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as { port: number };
  try {
    const { code, stderr } = await runCli(["start"], { TIDEMARK_DATA_DIR: dataDir, TIDEMARK_PORT: String(port) });
    expect(stderr).toMatch(new RegExp(`^tidemark: Port ${port} of 127\\.0\\.0\\.1 is taken by another program\\. .*TIDEMARK_PORT`));
    expect(code).toBe(2);
  } finally {
    blocker.close();
  }
});

test("a data folder that cannot be made is said so", async () => {
  const file = path.join(path.dirname(dataDir), "a-file");
  await writeFile(file, "");
  const { code, stderr } = await runCli(["start"], { TIDEMARK_DATA_DIR: path.join(file, "data"), TIDEMARK_PORT: "0" });
  expect(stderr).toMatch(/^tidemark: The data folder .* cannot be written \(\w+\)\. .*TIDEMARK_DATA_DIR/);
  expect(code).toBe(2);
});

test("commands that need a server say how to get one", async () => {
  for (const args of [["open"], ["keys", "list"], ["worker"]]) {
    const { code, stderr } = await runCli(args, { TIDEMARK_DATA_DIR: dataDir });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toMatch(/TIDEMARK_URL|DATABASE_URL/);
    expect(code).toBe(2);
  }
});

test("doctor names every problem in plain words, with its remedy, and exits with 1", async () => {
  await mkdir(path.join(dataDir, "no-models"), { recursive: true });
  const settings = { TIDEMARK_DATA_DIR: dataDir, DATABASE_URL: "postgresql://a:hidden@127.0.0.1:9/x", REDIS_URL: "redis://127.0.0.1:9", TIDEMARK_MODEL_DIR: path.join(dataDir, "no-models") };
  const { code, stdout } = await runCli(["doctor", "--json"], settings);
  const findings = JSON.parse(stdout) as { check: string; outcome: string; remedy?: string }[];
  const byCheck = Object.fromEntries(findings.map((f) => [f.check, f]));
  expect(byCheck["Node.js"]?.outcome).toBe("ok");
  expect(byCheck.onnxruntime?.outcome).toBe("ok");
  expect(byCheck.database).toMatchObject({ outcome: "problem", remedy: expect.stringContaining("DATABASE_URL") });
  expect(byCheck.Redis).toMatchObject({ outcome: "problem", remedy: expect.stringContaining("REDIS_URL") });
  expect(byCheck["starter model"]?.outcome).toBe("warning");
  expect(findings.every((f) => (f.outcome === "ok") === (f.remedy === undefined))).toBe(true);
  expect(stdout).not.toContain("hidden");
  expect(code).toBe(1);
  const text = await runCli(["doctor"], settings);
  expect(text.stdout).toMatch(/^PROBLEM +database: Nothing listens .*\n +-> /m);
  expect(text.stdout).not.toContain("\u001b");
});

test("help has examples, an unknown command points to it", async () => {
  const help = await runCli(["--help"], {});
  expect(help.code).toBe(0);
  expect(help.stdout).toMatch(/Examples:\n {2}\$ tidemark demo/);
  const unknown = await runCli(["frobnicate"], {});
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/unknown command 'frobnicate'/);
});
