import type { Channel } from "@/lib/alert/channels/channel";
import { signWebhook } from "@/lib/alert/channels/sign-webhook";
import { outcomeOf } from "@/lib/alert/delivery-outcome";
import { postJson } from "@/lib/alert/post-json";

/** JSON to an address of the user's. `webhook-id` stays the same when an alert is sent again; with a secret the request is signed. */
export const webhook: Channel<{ url: string; secret?: string | undefined }> = async ({ url, secret }, { deliveryId, message, alert }, outside) => {
  const { allowPrivate, timeoutMs, signal } = outside;
  const timestamp = Math.floor(outside.now().getTime() / 1000);
  const body = JSON.stringify({ type: alert === null ? "test" : "alert", id: deliveryId, ...message, alert });
  const headers = {
    "webhook-id": deliveryId, "webhook-timestamp": String(timestamp),
    ...(secret !== undefined && { "webhook-signature": signWebhook(secret, deliveryId, timestamp, body) }),
  };
  return outcomeOf(await postJson({ url, body, headers, allowPrivate, timeoutMs, signal }), new URL(url).host, outside.now());
};
