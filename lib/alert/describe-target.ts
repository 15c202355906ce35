import type { SendTarget } from "@/lib/alert/send-through";

/**
 * What may be shown of a channel's target: of an address, which may be a secret as a whole, its host and its last four
 * characters; those only where they are a small part of it.
 */
export function describeTarget(target: SendTarget): { target: string; signed: boolean } {
  if (target.kind === "email") return { target: target.to.join(", "), signed: false };
  const url = new URL(target.url);
  const rest = target.url.slice(target.url.indexOf(url.host) + url.host.length);
  return { target: rest.length >= 16 ? `${url.host} …${target.url.slice(-4)}` : url.host, signed: target.kind === "webhook" && target.secret !== undefined };
}
