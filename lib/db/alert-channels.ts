import type { AlertChannelKind } from "@/lib/contracts";
import type { Db, Tx } from "@/lib/db/client";
import type { AlertChannel, Prisma } from "@/lib/db/generated/client";
import { newId } from "@/lib/db/new-id";

/** What may be shown of a channel. */
export interface ChannelSettings { target: string; signed: boolean }
/** What a channel needs to send; secret as a whole. */
export type ChannelTarget =
  | { kind: "slack"; url: string }
  | { kind: "webhook"; url: string; secret?: string | undefined }
  | { kind: "email"; to: string[] };

export interface StoredChannel { id: string; name: string; kind: AlertChannelKind; settings: ChannelSettings; target: ChannelTarget; createdAt: Date }

function plain(row: AlertChannel): StoredChannel {
  const target = JSON.parse(Buffer.from(row.secret ?? []).toString("utf8")) as ChannelTarget;
  return { id: row.id, name: row.name, kind: target.kind, settings: row.settings as unknown as ChannelSettings, target, createdAt: row.createdAt };
}

export async function insertChannel(db: Db | Tx, row: { name: string; settings: ChannelSettings; target: ChannelTarget; createdAt: Date }): Promise<StoredChannel> {
  const { target, settings, ...columns } = row;
  return plain(await db.alertChannel.create({
    data: { id: newId(), ...columns, kind: target.kind, settings: settings as unknown as Prisma.InputJsonValue, secret: Buffer.from(JSON.stringify(target), "utf8") },
  }));
}

/** By id or name. */
export async function findChannel(db: Db | Tx, ref: string): Promise<StoredChannel | null> {
  const row = (await db.alertChannel.findUnique({ where: { id: ref } })) ?? (await db.alertChannel.findUnique({ where: { name: ref } }));
  return row && plain(row);
}

export async function channelsOfKind(db: Db | Tx, kind: AlertChannelKind): Promise<StoredChannel[]> {
  return (await db.alertChannel.findMany({ where: { kind }, orderBy: { id: "asc" }, take: 1000 })).map(plain);
}

/** Every channel's id; alerts go to all of them. */
export async function channelIds(db: Db | Tx): Promise<string[]> {
  return (await db.alertChannel.findMany({ orderBy: { id: "asc" }, select: { id: true }, take: 1000 })).map(({ id }) => id);
}

/** Newest first, one more than `limit`. */
export async function pageOfChannels(db: Db, page: { limit: number; cursor?: string | undefined; name?: string | undefined }): Promise<StoredChannel[]> {
  const rows = await db.alertChannel.findMany({
    where: { ...(page.name === undefined ? {} : { name: page.name }), ...(page.cursor === undefined ? {} : { id: { lt: page.cursor } }) },
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
  return rows.map(plain);
}

/** With the record of its deliveries. @returns whether it was there */
export async function deleteChannel(db: Db, id: string): Promise<boolean> {
  return (await db.alertChannel.deleteMany({ where: { id } })).count > 0;
}
