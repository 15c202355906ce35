import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  appNeverReachesOnnxruntime, browserCodeImportsOnlyContractsChartAndApp, foldersImportOnlyFromLowerRows, onlyEnvReadsTheEnvironment,
  outsideSystemsHaveOneFolder, pureRowsDoNoInputOutput, type Rule,
} from "./architecture/import-rules";
import { readTree } from "./architecture/read-tree";
import { filesAreShort, textSpeaksOfTheProductAlone, topLevelIsTheCards } from "./architecture/text-rules";

/** Every rule with small trees that break it and small trees that do not. */
const rules: { guarantee: string; rule: Rule; breaks: Record<string, string>[]; keeps: Record<string, string>[] }[] = [
  {
    guarantee: "a folder imports only from lower rows", rule: foldersImportOnlyFromLowerRows,
    breaks: [
      { "lib/stats/a.ts": 'import { b } from "@/lib/db/b";', "lib/db/b.ts": "" },
      { "lib/chart/a.ts": 'import type { B } from "@/lib/stats/b";', "lib/stats/b.ts": "" },
      { "lib/stats/a.ts": 'export * from "../detect/b";', "lib/detect/b.ts": "" },
      { "lib/db/a.ts": 'const b = await import("@/lib/services/b");', "lib/services/b.ts": "" },
      { "lib/pipeline/a.ts": 'import { b } from "@/lib/services/b";' },
      { "lib/context/index.ts": 'import { b } from "@/lib/services/b";' },
      { "app/page.tsx": 'import { b } from "@/cli/b";' },
      { "workers/index.ts": 'import "../app/x";' },
      { "cli/index.ts": 'import { b } from "../workers/b";' },
      { "lib/env.ts": 'import { b } from "./db/b";' },
      { "lib/helpers/a.ts": "" },
      { "lib/db/a.ts": 'import { b } from "@/test/support/b";' },
    ],
    keeps: [
      { "lib/detect/a.ts": 'import { b } from "@/lib/stats/b";', "lib/stats/b.ts": 'import { C } from "@/lib/contracts";' },
      { "lib/services/a.ts": 'import type { Context } from "@/lib/context";\nimport { b } from "@/lib/db/b";', "lib/context/index.ts": 'import type { Db } from "@/lib/db/client";' },
      { "lib/contracts/a.ts": 'import { E } from "@/lib/errors";', "lib/env.ts": 'import { C } from "@/lib/errors";' },
      { "app/page.tsx": 'import { a } from "@/lib/services/a";\nimport x from "./x.css";', "cli/a.ts": 'import p from "../package.json";', "cli/bin.js": 'await import("../dist/cli.js");' },
      { "lib/stats/a.ts": '// import { b } from "@/lib/db/b";\nconst text = `import "@/lib/db/b"`;' },
    ],
  },
  {
    guarantee: "only lib/db imports Prisma, only lib/queue BullMQ, only lib/reward-models onnxruntime", rule: outsideSystemsHaveOneFolder,
    breaks: [
      { "lib/services/a.ts": 'import { PrismaClient } from "@prisma/client";' }, { "lib/runtime/migrate.ts": 'import { PrismaPg } from "@prisma/adapter-pg";' },
      { "workers/index.ts": 'import { Worker } from "bullmq";' }, { "lib/pipeline/a.ts": 'import type { Tensor } from "onnxruntime-node";' },
      { "lib/reward-models-extra.ts": 'const ort = require("onnxruntime-node");' },
    ],
    keeps: [{ "lib/db/client.ts": 'import { PrismaPg } from "@prisma/adapter-pg";', "lib/queue/c.ts": 'import { Queue } from "bullmq";', "lib/reward-models/o.ts": 'import * as ort from "onnxruntime-node";' }],
  },
  {
    guarantee: "row 1 is pure: no input or output, no clock, no chance", rule: pureRowsDoNoInputOutput,
    breaks: [
      { "lib/stats/a.ts": "const x = Math.random();" }, { "lib/chart/a.ts": "const now = Date.now();" }, { "lib/detect/a.ts": "const now = new Date();" },
      { "lib/detect/a.ts": "const now = Date();" }, { "lib/chart/a.ts": "const t = performance\n  .now();" }, { "lib/formats/a.ts": 'import { readFileSync } from "node:fs";' },
      { "lib/formats/a.ts": 'import { readFileSync } from "fs";' }, { "lib/formats/a.ts": 'import { createHash, randomUUID } from "node:crypto";' },
    ],
    keeps: [{ "lib/chart/a.ts": 'const d = new Date(0); // never Date.now()\nconst s = "Math.random()";', "lib/db/a.ts": 'import "node:fs"; const now = Date.now();', "lib/formats/a.ts": 'import { createHash } from "node:crypto";' }],
  },
  {
    guarantee: "only lib/env reads the environment", rule: onlyEnvReadsTheEnvironment,
    breaks: [
      { "lib/db/a.ts": "const url = process.env.DATABASE_URL;" }, { "app/a.tsx": 'const e = process["env"];' }, { "cli/a.ts": "const { env } = process;" },
      { "workers/a.ts": 'import { env } from "node:process";' }, { "cli/other.js": "spawn(x, { env: { ...process.env } });" },
    ],
    keeps: [{ "lib/env.ts": "export const e = process.env;", "cli/bin.js": "process.env.X = 1;", "cli/build.js": "process.env.X;", "test/a.ts": "process.env.X;", "lib/db/a.ts": "// process.env\nprocess.exit();" }],
  },
  {
    guarantee: "code for the browser imports contracts, chart and app only", rule: browserCodeImportsOnlyContractsChartAndApp,
    breaks: [
      { "app/a.tsx": '"use client";\nimport { b } from "@/lib/services/b";' }, { "app/a.tsx": '"use client";\nimport type { Db } from "@/lib/db/client";' },
      { "app/a.tsx": '"use client";\nimport fs from "node:fs";' },
      { "app/a.tsx": '"use client";\nimport { b } from "./b";', "app/b.ts": 'import { c } from "@/lib/stats/c";' },
    ],
    keeps: [
      { "app/a.tsx": '"use client";\nimport { b } from "./b";\nimport { useState } from "react";', "app/b.ts": 'import { C } from "@/lib/contracts";\nimport { p } from "@/lib/chart/p";' },
      { "app/page.tsx": 'import { a } from "@/lib/services/a";\nimport { C } from "./c";', "app/c.tsx": '// what the browser runs\n"use client";\nimport { s } from "./act";', "app/act.ts": '"use server";\nimport { b } from "@/lib/services/b";' },
    ],
  },
  {
    guarantee: "no import of the app reaches onnxruntime", rule: appNeverReachesOnnxruntime,
    breaks: [
      { "app/page.tsx": 'import { a } from "@/lib/services/a";', "lib/services/a.ts": 'import { b } from "../reward-models/b";', "lib/reward-models/b.ts": 'export * from "./c";', "lib/reward-models/c.ts": 'const o = await import("onnxruntime-node");' },
      { "app/api/route.ts": 'import ort from "onnxruntime-node";' },
    ],
    keeps: [
      { "app/page.tsx": 'import { a } from "@/lib/services/a";', "lib/services/a.ts": 'import type { R } from "@/lib/reward-models/c";', "lib/reward-models/c.ts": 'import ort from "onnxruntime-node";' },
      { "workers/index.ts": 'import "@/lib/reward-models/c";', "lib/reward-models/c.ts": 'import ort from "onnxruntime-node";' },
    ],
  },
  {
    guarantee: "no source file is longer than 300 lines", rule: filesAreShort,
    breaks: [{ "lib/a.ts": "x\n".repeat(301) }, { "app/globals.css": `${"x\n".repeat(300)}x` }, { "clients/python/a.py": "x\n".repeat(400) }],
    keeps: [{ "lib/a.ts": "x\n".repeat(300), "prisma/migrations/1/a.ts": "x\n".repeat(400), "lib/db/generated/a.ts": "x\n".repeat(400), "docs/a.md": "x\n".repeat(400) }],
  },
  {
    guarantee: "the top level holds the folders agreed on", rule: topLevelIsTheCards,
    breaks: [{ "src/a.ts": "" }, { "utils/x/a.ts": "" }],
    keeps: [{ "lib/a.ts": "", "README.md": "", ".ci/run": "", "cli/a.ts": "" }],
  },
  {
    guarantee: "texts speak of the product alone, and no check is left out", rule: textSpeaksOfTheProductAlone,
    breaks: [
      { "README.md": ["see /wo", "rk/notes"].join("") }, { "lib/a.ts": ["// see iss", "ue #12"].join("") }, { ".npmrc": ["registry=https://registry.", "npmjs.org"].join("") },
      { "lib/a.ts": ["// TO", "DO: later"].join("") }, { "test/a.test.ts": ["test.on", "ly('x')"].join("") }, { "test/a.test.ts": ["vi.mo", "ck('x')"].join("") }, { "app/a.tsx": ["// @ts-ig", "nore"].join("") },
    ],
    keeps: [{ "README.md": "An issue with three prompts in frameworks/next, in homework/a.", "test/a.test.ts": "test.skipIf(noBrowser)('x')", "demo/a.json": ["see iss", "ue 12"].join("") }],
  },
];

/** A synthetic tree, named by its files and the beginning of their texts. */
const inShort = (files: Record<string, string>): [string, Record<string, string>] => [JSON.stringify(files).slice(0, 120), files];

const tree = readTree(fileURLToPath(new URL("..", import.meta.url)));

describe.each(rules)("$guarantee", ({ rule, breaks, keeps }) => {
  test("holds over the project", () => expect(rule(tree)).toEqual([]));
  test.each(breaks.map(inShort))("is broken by %s", (_, files) => expect(rule(new Map(Object.entries(files)))).not.toEqual([]));
  test.each(keeps.map(inShort))("is kept by %s", (_, files) => expect(rule(new Map(Object.entries(files)))).toEqual([]));
});

test("the project's own files are read", () => {
  for (const file of ["lib/errors.ts", "lib/stats/sigmoid.ts", "prisma/schema.prisma", "test/architecture.test.ts"]) expect(tree.has(file)).toBe(true);
  expect([...tree.keys()].filter((file) => /node_modules|generated|\.next/.test(file))).toEqual([]);
});
