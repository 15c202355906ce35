/**
 * Errors are codes with typed details. One mapper (lib/contracts/problems) turns a code into a problem document,
 * another (isRetryable) into a retry decision. No status number and no transport word belongs here.
 */
export interface FieldError {
  /** JSON Pointer (RFC 6901) into the request body, or `/query/<name>`, `/params/<name>`, `/headers/<name>`. */
  path: string;
  /** What is wrong and what to do, one sentence. */
  message: string;
}

/** Every code the product can answer with; lib/contracts/problems gives each its status and title. */
export type ErrorCode =
  | "malformed-body"
  | "unauthorized"
  | "forbidden"
  | "not-found"
  | "method-not-allowed"
  | "body-too-large"
  | "unsupported-media-type"
  | "invalid-request"
  | "completion-too-large"
  | "prompt-set-conflict"
  | "reference-set-conflict"
  | "reward-model-conflict"
  | "run-conflict"
  | "plan-fixed"
  | "checkpoint-conflict"
  | "preferences-conflict"
  | "model-outside-directories"
  | "reward-model-not-ready"
  | "reward-model-failed"
  | "reward-model-changed"
  | "prompt-set-mismatch"
  | "checkpoint-not-scored"
  | "identity-mismatch"
  | "key-conflict"
  | "last-admin-key"
  | "alert-channel-conflict"
  | "address-not-allowed"
  | "mail-not-set-up"
  | "too-many-requests"
  | "unavailable"
  | "internal";

export class DomainError extends Error {
  override readonly name = "DomainError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: { errors?: FieldError[]; retryAfterSeconds?: number; [key: string]: unknown } = {},
  ) {
    super(message);
  }
}

/** A setting that cannot be used; shown to the operator as it is, without a stack. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Something outside failed in a way that may pass by itself (connection lost, time limit, no disk space just now). */
export class TransientError extends Error {
  override readonly name = "TransientError";
}

const permanent = new Set<ErrorCode>([
  "not-found", "invalid-request", "reward-model-failed", "prompt-set-mismatch",
  "model-outside-directories", "completion-too-large", "plan-fixed",
]);

/**
 * Whether a job that ended with this error is worth another attempt. Unknown errors are: they may be a passing fault.
 * So is reward-model-changed: the files of this worker differ, those of another may not.
 */
export function isRetryable(error: unknown): boolean {
  return !(error instanceof DomainError && permanent.has(error.code));
}
