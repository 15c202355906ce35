import { execFile } from "node:child_process";
import { cpSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { z } from "zod";
import { ConfigError } from "@/lib/errors";
import { packageDir } from "./package-dir";

const Made = z.object({ products: z.number().int(), kept: z.number().int(), narrowing: z.number().int() });

export function modelsOptimiseCommand(): Command {
  return new Command("optimise")
    .argument("<folder>", "folder of an fp32 model, as optimum-cli export onnx writes it")
    .description("copy a model into a new folder and add an int8 form of it, which runs faster on a CPU")
    .requiredOption("--out <folder>", "the new folder, below an entry of TIDEMARK_MODEL_DIR")
    .option("--keep <n>", "products of feed-forward blocks that stay in full precision, from the first layer on (default: half of them)")
    .option("--python <program>", "a Python that has onnxruntime, onnx and sympy", "python3")
    .addHelpText("after", "\nExample:\n  $ python3 -m venv venv && venv/bin/pip install onnxruntime onnx sympy\n  $ tidemark models optimise models/skywork-0.6b --out models/skywork-0.6b-int8 --python venv/bin/python\n  $ tidemark models add skywork-int8 --input chat --path skywork-0.6b-int8 --precision int8\n\nThe folder it reads is not changed. Registration compares the int8 form with the fp32 form beside it and refuses one that ranks otherwise;\nthen keep more products. It is another reward model: its scores are not those of the fp32 form.\nExit code: 0, or 2 with nothing written.\n")
    .action(async (folder: string, options: { out: string; keep?: string; python: string }) => {
      const source = ["model.onnx", path.join("onnx", "model.onnx")].find((name) => existsSync(path.join(folder, name)));
      if (!source) throw new ConfigError(`${folder} holds no model.onnx: name the folder of an fp32 model.`);
      if (existsSync(options.out)) throw new ConfigError(`${options.out} exists already: --out names a new folder.`);
      if (options.keep !== undefined && !/^\d{1,4}$/.test(options.keep)) throw new ConfigError("--keep is a whole number, 0 or more.");
      if (path.resolve(options.out).startsWith(path.resolve(folder) + path.sep)) throw new ConfigError("--out lies inside the folder it copies: choose another place.");
      try {
        cpSync(folder, options.out, { recursive: true, filter: (file) => !/^model_(int8|quantized)\.onnx/.test(path.basename(file)) });
        const made = await quantise(options.python, path.join(folder, source), path.join(options.out, path.dirname(source), "model_int8.onnx"), options.keep);
        process.stdout.write(`${options.out} holds model_int8.onnx: ${made.products - made.kept} of ${made.products} products in int8, ${made.kept} of ${made.narrowing} of feed-forward outputs in full precision.\n`
          + `Next: tidemark models add NAME --path ${path.basename(options.out)} --precision int8 (with the other options of the fp32 model). The comparison with fp32 is part of its check.\n`);
      } catch (error) {
        rmSync(options.out, { recursive: true, force: true });
        throw error;
      }
    });
}

/** @throws ConfigError saying what Python lacks or could not do */
async function quantise(python: string, source: string, target: string, keep: string | undefined): Promise<z.infer<typeof Made>> {
  try {
    const { stdout } = await promisify(execFile)(python, [path.join(packageDir, "cli", "models-optimise.py"), source, target, ...(keep === undefined ? [] : [keep])], { maxBuffer: 1 << 26 });
    return Made.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? ""));
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: unknown };
    if (code === "ENOENT") throw new ConfigError(`There is no program "${python}": install Python 3.10 or newer, or name it with --python.`);
    const said = (typeof stderr === "string" && stderr.trim().split("\n").at(-1)) || (error instanceof Error ? error.message : String(error));
    const missing = /^missing package: (\S+)/.exec(said)?.[1];
    if (missing) throw new ConfigError(`"${python}" lacks the package ${missing}: ${python} -m pip install onnxruntime onnx sympy.`);
    throw new ConfigError(`The int8 form could not be made: ${said.slice(0, 300)}`);
  }
}
