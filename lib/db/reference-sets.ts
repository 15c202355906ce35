import type { Db, Tx } from "@/lib/db/client";

const withContent = { completionSet: { select: { hash: true, nCompletions: true } } } as const;

export async function findReferenceSet(db: Db | Tx, promptSetId: string, ref: string) {
  return (
    (await db.referenceSet.findFirst({ where: { id: ref, promptSetId }, include: withContent })) ??
    db.referenceSet.findUnique({ where: { promptSetId_name: { promptSetId, name: ref } }, include: withContent })
  );
}

export async function insertReferenceSet(tx: Tx, row: { id: string; promptSetId: string; name: string; completionSetId: string }) {
  return tx.referenceSet.create({ data: row, include: withContent });
}

/** Every reference set of a prompt set, oldest first. */
export async function referenceSetsOf(db: Db | Tx, promptSetId: string) {
  return db.referenceSet.findMany({ where: { promptSetId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }], include: withContent });
}

/** Name of the prompt set that a reference set belongs to, whichever it is. */
export async function promptSetOfReferenceSet(db: Db | Tx, id: string): Promise<string | null> {
  const row = await db.referenceSet.findUnique({ where: { id }, select: { promptSet: { select: { name: true } } } });
  return row?.promptSet.name ?? null;
}
