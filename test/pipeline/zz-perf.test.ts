import { test } from "vitest";
import { readDegeneracy } from "@/lib/pipeline/read-degeneracy";
import { readRatings } from "@/lib/pipeline/read-ratings";
import { readMatrix } from "@/lib/pipeline/read-matrix";
import { compare } from "@/lib/pipeline/compare";
import { bisect } from "@/lib/pipeline/bisect";
import { readOverOptimisation } from "@/lib/pipeline/read-over-optimisation";
import { addRunReferenceSet } from "@/lib/services/add-run-reference-set";
import { bytesFromFloats } from "@/lib/db/vector-bytes";
import { newId } from "@/lib/db/new-id";
import { createScoredRun } from "../support/scored-run";
test("perf", async () => {
  const n = 805, T = 200;
  const it = await createScoredRun({ n, tagsOf: (i) => [`t${i % 8}`], models: [{ id: "a", role: "training" }, { id: "b", role: "held-out" }] });
  const db = it.ctx.db;
  const models = it.run.rewardModels;
  const refset = await db.referenceSet.findFirstOrThrow();
  const sums: any = await db.summary.findFirst();
  for (let t = 0; t < T; t++) {
    const id = newId();
    const m = new Float32Array(n * 13).map((_, j) => [0,1,6,7].includes(j % 13) ? (Math.random() < 0.02 ? 1 : 0) : Math.random());
    await db.completionSet.create({ data: { id, promptSetId: it.run.promptSet.id, hash: id, nCompletions: n, nWithPrompt: n, lengths: bytesFromFloats(new Float32Array(n).map(() => 100 + Math.random() * 500)), textMeasures: bytesFromFloats(m) } });
    const c = newId();
    await db.checkpoint.create({ data: { id: c, runId: it.run.id, branch: "main", step: BigInt(t * 100), completionSetId: id, status: "scored" } });
    for (const model of models) {
      const identity = (await db.rewardModel.findUniqueOrThrow({ where: { id: model.id } })).identity!;
      await db.scoreVector.create({ data: { completionSetId: id, rewardModelId: model.id, against: "", identity, scores: bytesFromFloats(new Float32Array(n).map(() => Math.random() * 4 - 2)), statuses: new Uint8Array(n).fill(1), nDone: n, nTotal: n, complete: true } });
      await db.summary.create({ data: { checkpointId: c, referenceSetId: refset.id, rewardModelId: model.id, runId: it.run.id, identity: "x", look: t + 1, provisional: false, incomplete: false, nPrompts: n, nWin: 400, nTie: 0, nLoss: 405, nFailed: 0, nMissing: 0, nReferenceFailed: 0, nTruncated: 0, nPending: 0 } });
    }
    await db.metric.create({ data: { runId: it.run.id, branch: "main", step: BigInt(t * 100), name: "kl", value: t / 10 } });
  }
  const sel = { run: it.run.id, branch: "main" };
  const time = async (name: string, f: () => Promise<unknown>) => { for (let k = 0; k < 3; k++) { const c0 = process.cpuUsage(); const out = await f(); const c = process.cpuUsage(c0); console.log("PERF", name, "cpu", Math.round((c.user + c.system) / 1000)); } };
  await time("degeneracy", () => readDegeneracy(it.ctx, sel));
  await time("matrix", () => readMatrix(it.ctx, sel));
  await time("compare", () => compare(it.ctx, { ...sel, a: "0", b: "19900" }));
  await time("bisect", () => bisect(it.ctx, { ...sel, a: 0, b: 19900 }));
  await time("ratings", () => readRatings(it.ctx, sel));
  await time("over", () => readOverOptimisation(it.ctx, sel));
  await db.completionSet.updateMany({ data: { nWithPrompt: n } });
  const t0 = performance.now();
  await addRunReferenceSet(it.ctx, { run: it.run.id, checkpoint: 0, branch: "main" });
  console.log("PERF add", (performance.now() - t0).toFixed(0));
  await it.close();
}, 600000);
