import { z } from "zod";
import type { ErrorCode } from "@/lib/errors";

/** RFC 9457 problem document, `application/problem+json`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const problems: Record<ErrorCode, { status: number; title: string }> = {
  "malformed-body": { status: 400, title: "The body cannot be read" },
  unauthorized: { status: 401, title: "A key or a session is needed" },
  forbidden: { status: 403, title: "Not allowed" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported type or encoding" },
  "invalid-request": { status: 422, title: "The request is not valid" },
  "completion-too-large": { status: 422, title: "A completion is too large" },
  "prompt-set-conflict": { status: 409, title: "This name belongs to another prompt set" },
  "reference-set-conflict": { status: 409, title: "This name belongs to another reference set" },
  "reward-model-conflict": { status: 409, title: "This name belongs to another reward model" },
  "run-conflict": { status: 409, title: "This name belongs to another run" },
  "plan-fixed": { status: 409, title: "The plan cannot change any more" },
  "checkpoint-conflict": { status: 409, title: "This step has other completions" },
  "preferences-conflict": { status: 409, title: "Other preferences were imported before" },
  "model-outside-directories": { status: 422, title: "The model lies outside the allowed directories" },
  "reward-model-not-ready": { status: 409, title: "The reward model is not ready" },
  "reward-model-failed": { status: 409, title: "The reward model failed its check" },
  "reward-model-changed": { status: 409, title: "The reward model's files have changed" },
  "prompt-set-mismatch": { status: 422, title: "The prompt sets differ" },
  "checkpoint-not-scored": { status: 409, title: "The checkpoint has no scores yet" },
  "identity-mismatch": { status: 422, title: "The two sides were not scored alike" },
  "key-conflict": { status: 409, title: "This name belongs to another key" },
  "last-admin-key": { status: 409, title: "The last admin key cannot be revoked" },
  "alert-channel-conflict": { status: 409, title: "This name belongs to another alert channel" },
  "address-not-allowed": { status: 422, title: "Alerts may not be sent to this address" },
  "mail-not-set-up": { status: 409, title: "No mail server is set up" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  unavailable: { status: 503, title: "Not available just now" },
  internal: { status: 500, title: "Something went wrong on the server" },
};
