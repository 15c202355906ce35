import type { Pair } from "@/lib/contracts/checkpoints";

type Shown = { text: string; sign: string; colour: string; edge: string };

/** Word, sign and colour of an outcome: colour is never alone. */
export const outcomeLook: Record<NonNullable<Pair["outcome"]> | "pending", Shown> = {
  win: { text: "win", sign: "W", colour: "text-healthy", edge: "border-l-healthy!" }, tie: { text: "tie", sign: "=", colour: "text-ink", edge: "border-l-tie!" },
  loss: { text: "loss", sign: "L", colour: "text-regressed", edge: "border-l-regressed!" }, failed: { text: "failed", sign: "!", colour: "text-unknown", edge: "border-l-unknown!" },
  missing: { text: "missing", sign: "–", colour: "text-unknown", edge: "border-l-unknown!" }, pending: { text: "not scored yet", sign: "…", colour: "text-unknown", edge: "border-l-unknown!" },
};
