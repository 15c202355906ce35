import { z } from "zod";
import { defineEndpoint } from "./endpoint";
import { BranchName, Id, ListQuery, Name, PlainText, Ref, RunRef, Step, Timestamp, listOf } from "./primitives";

export const AlertKind = z.enum(["regression", "over-optimisation", "scoring-failed"]);
export type AlertKind = z.infer<typeof AlertKind>;
export const AlertState = z.enum(["open", "acknowledged", "snoozed", "resolved"]);
export type AlertState = z.infer<typeof AlertState>;
export const AlertChannelKind = z.enum(["slack", "webhook", "email"]);
export type AlertChannelKind = z.infer<typeof AlertChannelKind>;

/** What an alert rests on; whatever else the detector found lies beside the sentences. */
export const AlertEvidence = z.object({
  sentence: z.string().meta({ description: "What happened" }),
  sure: z.string().optional().meta({ description: "How sure that is" }),
  remedy: z.string().optional().meta({ description: "What to do" }),
}).catchall(z.json());
export type AlertEvidence = z.infer<typeof AlertEvidence>;

const AlertError = z.object({ code: z.string(), message: z.string() });

export const AlertDelivery = z.object({
  channel: z.object({ id: Id, name: Name, kind: AlertChannelKind }),
  status: z.enum(["pending", "delivered", "failed"]),
  attempts: z.number().int(),
  /** Of the last attempt that failed. */
  error: AlertError.nullable(),
  deliveredAt: Timestamp.nullable(),
});
export type AlertDelivery = z.infer<typeof AlertDelivery>;

export const Alert = z.object({
  id: Id, run: z.object({ id: Id, project: Name, name: Name }), branch: BranchName, step: Step.nullable(),
  rewardModel: Id.nullable(), referenceSet: Id.nullable(),
  kind: AlertKind, state: AlertState, evidence: AlertEvidence, deliveries: z.array(AlertDelivery),
  snoozedUntil: Timestamp.nullable(),
  /** Name of the key that acknowledged it. */
  acknowledgedBy: z.string().nullable(), acknowledgedAt: Timestamp.nullable(),
  createdAt: Timestamp,
});
export type Alert = z.infer<typeof Alert>;

const alertParams = z.object({ alert: Id });

export const listAlerts = defineEndpoint({
  method: "GET", path: "/api/v1/alerts", summary: "List alerts, newest first", scope: "read",
  query: ListQuery.omit({ name: true }).extend({ state: AlertState.optional(), run: RunRef.optional() }), response: listOf(Alert), statuses: [200],
});
export const acknowledgeAlert = defineEndpoint({
  method: "POST", path: "/api/v1/alerts/:alert/acknowledge", summary: "Acknowledge an alert; of a regression or over-optimisation, a new episode of detection begins", scope: "write",
  params: alertParams, response: Alert, statuses: [200],
});
export const snoozeAlert = defineEndpoint({
  method: "POST", path: "/api/v1/alerts/:alert/snooze", summary: "Put an alert aside until a time, at most 90 days ahead", scope: "write",
  params: alertParams, body: z.object({ until: z.iso.datetime({ offset: true, error: "until is a time in ISO 8601, e.g. 2030-01-31T09:00:00Z" }) }), response: Alert, statuses: [200],
});

const HttpAddress = PlainText.max(2000)
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an address that begins with https:// or http://")
  .refine((text) => !URL.canParse(text) || (new URL(text).username === "" && new URL(text).password === ""), "holds a user name or password; leave them out");
const ChannelName = Name.optional().meta({ description: "Left out: the kind, with a number where that is taken" });

export const AlertChannelInput = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("slack"), name: ChannelName, url: HttpAddress.meta({ description: "Address of an incoming webhook; never returned" }) }),
  z.object({
    kind: z.literal("webhook"), name: ChannelName, url: HttpAddress.meta({ description: "Never returned" }),
    secret: PlainText.min(16, "a secret has at least 16 characters").max(200).optional()
      .meta({ description: "Signs each request as Standard Webhooks does (HMAC-SHA256); with the prefix whsec_ it is base64. Never returned" }),
  }),
  z.object({ kind: z.literal("email"), name: ChannelName, to: z.array(z.email("is not an e-mail address").max(254)).min(1, "give at least one address").max(20) }),
], { error: "kind is slack, webhook or email" });
export type AlertChannelInput = z.infer<typeof AlertChannelInput>;

export const AlertChannel = z.object({
  id: Id, name: Name, kind: AlertChannelKind,
  /** Where it leads, without what must stay secret: host and the last four characters of the address, or the mail addresses. */
  target: z.string(),
  /** Whether requests are signed. */
  signed: z.boolean(),
  createdAt: Timestamp,
});
export type AlertChannel = z.infer<typeof AlertChannel>;

const channelParams = z.object({ channel: Ref });

export const listAlertChannels = defineEndpoint({
  method: "GET", path: "/api/v1/alert-channels", summary: "List the channels that alerts go to", scope: "admin", query: ListQuery, response: listOf(AlertChannel), statuses: [200],
});
export const createAlertChannel = defineEndpoint({
  method: "POST", path: "/api/v1/alert-channels", summary: "Add a channel that later alerts go to", scope: "admin", body: AlertChannelInput, response: AlertChannel, statuses: [201, 200],
});
export const deleteAlertChannel = defineEndpoint({
  method: "DELETE", path: "/api/v1/alert-channels/:channel", summary: "Remove a channel, and the record of what went through it", scope: "admin", params: channelParams, response: z.null(), statuses: [204],
});
export const testAlertChannel = defineEndpoint({
  method: "POST", path: "/api/v1/alert-channels/:channel/test", summary: "Send a test message", scope: "admin", params: channelParams,
  response: z.object({ ok: z.boolean(), error: AlertError.optional() }), statuses: [200],
});
