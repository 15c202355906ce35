import { createHash } from "node:crypto";
import { conformanceChecks, type ConformanceCheck, type RewardModelSpec } from "@/lib/contracts";

/** What there is to know of a judge whose preferences are imported: nothing can be opened, nothing can be checked, it is ready at once. */
export interface ImportedModel {
  status: "ready";
  /** SHA-256 (hex) over the name and who judged: preferences of two judges never share a curve. */
  identity: string;
  maxTokens: null; precision: null; attributes: string[]; notice: string; goldenScores: null;
  conformance: ConformanceCheck[];
}

/** @returns null for a model that can be asked */
export function importedModel({ name, backend }: RewardModelSpec): ImportedModel | null {
  if (backend.type !== "imported") return null;
  return {
    status: "ready", maxTokens: null, precision: null, attributes: [], goldenScores: null,
    identity: createHash("sha256").update(JSON.stringify(["tidemark-imported-1", name, backend.source ?? null])).digest("hex"),
    notice: `Preferences were imported${backend.source === undefined ? "" : ` from ${backend.source}`}; Tidemark has not asked this judge and cannot check it.`,
    conformance: conformanceChecks.map((check) => ({ check, outcome: "skipped", detail: "preferences are imported; there is no model to ask" })),
  };
}
