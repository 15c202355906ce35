import type { Db, Tx } from "@/lib/db/client";
import type { Annotation } from "@/lib/db/generated/client";
import { newId } from "@/lib/db/new-id";

export type StoredAnnotation = Omit<Annotation, "text"> & { text: string };

const plain = (row: Annotation): StoredAnnotation => ({ ...row, text: Buffer.from(row.text).toString("utf8") });

export async function insertAnnotation(
  tx: Db | Tx,
  note: { runId: string; branch: string; step: number | null; text: string; author: string; createdAt: Date },
): Promise<StoredAnnotation> {
  const { step, text, ...columns } = note;
  return plain(await tx.annotation.create({
    data: { id: newId(), ...columns, step: step === null ? null : BigInt(step), text: new Uint8Array(Buffer.from(text, "utf8")) },
  }));
}

/** Notes on the run first, then by step, each in the order of writing; one more than `limit`, beginning after a place. */
export async function pageOfAnnotations(
  db: Db,
  page: { runId: string; limit: number; after?: { step: bigint | null; id: string } | undefined },
): Promise<StoredAnnotation[]> {
  const { runId, limit, after } = page;
  const rows = await db.annotation.findMany({
    where: {
      runId,
      ...(after && { OR: [{ step: after.step, id: { gt: after.id } }, after.step === null ? { step: { not: null } } : { step: { gt: after.step } }] }),
    },
    orderBy: [{ step: { sort: "asc", nulls: "first" } }, { id: "asc" }],
    take: limit + 1,
  });
  return rows.map(plain);
}
