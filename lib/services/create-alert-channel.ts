import { isIP } from "node:net";
import { isDeepStrictEqual } from "node:util";
import { describeTarget } from "@/lib/alert/describe-target";
import { isPublicAddress } from "@/lib/alert/guard-address";
import type { Context } from "@/lib/context";
import type { AlertChannel, AlertChannelInput } from "@/lib/contracts";
import { channelsOfKind, findChannel, insertChannel, type ChannelTarget, type StoredChannel } from "@/lib/db/alert-channels";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError } from "@/lib/errors";
import { presentChannel } from "@/lib/services/present-channel";

/**
 * Adds a channel that alerts go to from now on. The same again finds it; what is left out is not compared.
 * @throws DomainError alert-channel-conflict (the name belongs to another), address-not-allowed, mail-not-set-up
 */
export async function createAlertChannel(ctx: Context, { name, ...target }: AlertChannelInput): Promise<{ channel: AlertChannel; created: boolean }> {
  assertUsable(ctx, target);
  for (;;) {
    const found = await findSame(ctx, name, target);
    if (found) return { channel: presentChannel(found), created: false };
    try {
      const row = { name: name ?? (await freeName(ctx, target.kind)), settings: describeTarget(target), target, createdAt: ctx.now() };
      return { channel: presentChannel(await insertChannel(ctx.db, row)), created: true };
    } catch (error) {
      // Somebody took the name in between: what is there now decides.
      if (!isUniqueViolation(error)) throw error;
    }
  }
}

async function findSame(ctx: Context, name: string | undefined, target: ChannelTarget): Promise<StoredChannel | undefined> {
  if (name === undefined) return (await channelsOfKind(ctx.db, target.kind)).find((channel) => isSame(channel.target, target));
  const existing = await findChannel(ctx.db, name);
  if (!existing || existing.name !== name) return undefined;
  if (isSame(existing.target, target)) return existing;
  throw new DomainError("alert-channel-conflict", `An alert channel named ${name} leads elsewhere. Choose another name, or delete that channel first.`, {
    errors: [{ path: "/name", message: "the name is taken; choose another" }],
  });
}

const isSame = (stored: ChannelTarget, asked: ChannelTarget) =>
  Object.entries(asked).every(([field, value]) => value === undefined || isDeepStrictEqual(value, stored[field as keyof ChannelTarget]));

async function freeName(ctx: Context, kind: string): Promise<string> {
  for (let n = 1; ; n++) {
    const name = n === 1 ? kind : `${kind}-${n}`;
    if (!(await findChannel(ctx.db, name))) return name;
  }
}

/** What can be seen now; a name is looked up when something is sent. */
function assertUsable(ctx: Context, target: ChannelTarget): void {
  if (target.kind === "email") {
    if (ctx.env.alerts.mail) return;
    throw new DomainError("mail-not-set-up", "This installation has no mail server. Set TIDEMARK_SMTP_URL and TIDEMARK_SMTP_FROM where the workers and the app run, and start them again.");
  }
  const host = new URL(target.url).hostname.replace(/^\[|\]$/g, "");
  const isClosed = (isIP(host) !== 0 && !isPublicAddress(host)) || /(^|\.)localhost\.?$/.test(host);
  if (!isClosed || ctx.env.alerts.allowPrivate) return;
  throw new DomainError("address-not-allowed", `${host} is not a public address. Set TIDEMARK_ALERT_ALLOW_PRIVATE=1 where the workers and the app run to allow it.`, {
    errors: [{ path: "/url", message: "leads to a private, loopback or link-local address" }],
  });
}
