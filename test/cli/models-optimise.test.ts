import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { modelsOptimiseCommand } from "@/cli/models-optimise";
import { bundleThread, models, starter, testPool } from "../reward-models/support/scoring-pool";

const base = realpathSync(mkdtempSync(path.join(tmpdir(), "tidemark-optimise-")));
afterAll(() => rmSync(base, { recursive: true }));
const optimise = (...args: string[]): Promise<unknown> => modelsOptimiseCommand().exitOverride().parseAsync(args, { from: "user" });
const starterFolder = path.join(models, "starter");
const python = process.env.TIDEMARK_TEST_PYTHON;

describe("models optimise", () => {
  test("without Python says so, and leaves nothing behind", async () => {
    const out = path.join(base, "none");
    await expect(optimise(starterFolder, "--out", out, "--python", path.join(base, "no-python"))).rejects.toThrow(/no program ".*no-python".*--python/);
    expect(existsSync(out)).toBe(false);
  });

  test("a folder without a model, a folder that exists, and one inside the source are refused before anything is written", async () => {
    writeFileSync(path.join(base, "here"), "");
    await expect(optimise(base, "--out", path.join(base, "a"))).rejects.toThrow(/holds no model.onnx/);
    await expect(optimise(starterFolder, "--out", path.join(base, "here"))).rejects.toThrow(/exists already/);
    await expect(optimise(starterFolder, "--out", path.join(starterFolder, "int8"))).rejects.toThrow(/inside the folder it copies/);
    await expect(optimise(starterFolder, "--out", path.join(base, "a"), "--keep", "-1")).rejects.toThrow(/whole number/);
    expect(existsSync(path.join(starterFolder, "int8"))).toBe(false);
    expect(readFileSync(path.join(base, "here"), "utf8")).toBe("");
  });

  test.skipIf(!python)("makes an int8 form of the starter that ranks as fp32 does (TIDEMARK_TEST_PYTHON names a Python with onnxruntime, onnx and sympy)", async () => {
    const before = readFileSync(path.join(starterFolder, "model.onnx"));
    await optimise(starterFolder, "--out", path.join(base, "int8"), "--python", python!);
    expect(readFileSync(path.join(starterFolder, "model.onnx")).equals(before)).toBe(true);
    const thread = await bundleThread();
    const pool = testPool(thread.url, { modelDirs: [base] });
    try {
      const { loaded, conformance } = await pool.check({ ...starter, precision: "int8", backend: { type: "onnx", path: "int8" } });
      expect(loaded?.precision).toBe("int8");
      expect(conformance.filter(({ outcome }) => outcome === "fail")).toEqual([]);
      expect(conformance.find(({ check }) => check === "precision-parity")).toMatchObject({ outcome: "pass" });
    } finally {
      await pool.close();
      thread.remove();
    }
  }, 300_000);
});
