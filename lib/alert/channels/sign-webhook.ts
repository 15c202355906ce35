import { createHmac } from "node:crypto";

/**
 * Signature of a webhook as Standard Webhooks defines it: base64 of HMAC-SHA256 over `id.timestamp.body`; none of the first two holds a full stop.
 * @param secret with the prefix whsec_ base64, else the bytes of its UTF-8 text
 * @param timestamp seconds since 1970
 * @see https://www.standardwebhooks.com, "Signature scheme"
 */
export function signWebhook(secret: string, id: string, timestamp: number, body: string): string {
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret, "utf8");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`, "utf8").digest("base64")}`;
}
