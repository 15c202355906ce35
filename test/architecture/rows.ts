/** Rows of the architecture, lowest first. A unit imports itself, lower rows, and in row 0 its neighbours. */
const rows: readonly (readonly string[])[] = [
  ["lib/contracts", "lib/errors", "lib/env", "lib/logger"],
  ["lib/stats", "lib/detect", "lib/chart", "lib/formats"],
  ["lib/db", "lib/queue", "lib/reward-models", "lib/alert", "lib/runtime"],
  ["lib/pipeline", "lib/services", "lib/context"],
  ["app", "workers", "cli"],
];

/** Arrows within a row that are wanted all the same: what verbs have in common lies in lib/context. */
const extraArrows: readonly (readonly [from: string, to: string])[] = [
  ["lib/detect", "lib/stats"],
  ["lib/pipeline", "lib/context"],
  ["lib/services", "lib/context"],
];

const rowOfUnit = new Map(rows.flatMap((units, row) => units.map((unit) => [unit, row] as const)));

/** `lib/db/runs.ts` -> `lib/db`, `lib/env.ts` -> `lib/env`, `app/page.tsx` -> `app`; null outside all rows. */
export function unitOf(path: string): string | null {
  const parts = path.split("/");
  const unit = parts[0] === "lib" ? `lib/${(parts[1] ?? "").replace(/\.[a-z]+$/, "")}` : parts[0]!;
  return rowOfUnit.has(unit) ? unit : null;
}

export const rowOf = (unit: string): number => rowOfUnit.get(unit)!;

export function mayImport(from: string, to: string): boolean {
  if (from === to || rowOf(to) < rowOf(from)) return true;
  if (rowOf(from) === 0 && rowOf(to) === 0) return true;
  return extraArrows.some(([a, b]) => a === from && b === to);
}

/** The user's top level, and what may stand beside it where it has content. */
export const topFolders = new Set(["prisma", "app", "workers", "lib", "test", "cli", "clients", "models", "demo", "bench", "deploy", "docs", "examples"]);

/** Packages that one outside system's folder keeps to itself. The schema engine applies Prisma's migrations at start. */
export const keptPackages: readonly { name: RegExp; only: readonly string[] }[] = [
  { name: /^(@prisma\/|prisma$|prisma\/)/, only: ["lib/db/", "lib/runtime/schema-engine.ts"] },
  { name: /^bullmq(\/|$)/, only: ["lib/queue/"] },
  { name: /^onnxruntime-/, only: ["lib/reward-models/"] },
  { name: /^nodemailer(\/|$)/, only: ["lib/alert/"] },
];
