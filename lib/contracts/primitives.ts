import { z } from "zod";

/** Opaque identifier that the server made (25 lower-case letters and digits). */
export const Id = z.string().min(1).max(64).meta({ description: "Identifier made by the server" });

export const Name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "use 1 to 100 letters, digits, '.', '_' or '-', beginning with a letter or digit")
  .meta({ description: "Unique name: [A-Za-z0-9][A-Za-z0-9._-]{0,99}" });

const holdsNoNul = (s: string) => !s.includes("\u0000");

/** An id or, wherever an id is taken, a unique name. */
export const Ref = z.string().min(1).max(201).refine(holdsNoNul, "holds a NUL character; an id or a name has none").meta({ description: "Id or unique name" });
/** A run: its id or `project/name` (percent-encoded in a path). */
export const RunRef = z.string().min(1).max(201).refine(holdsNoNul, "holds a NUL character; an id or a name has none").meta({ description: "Run id, or project/name" });

export const Step = z
  .number({ error: "a step is an integer from 0 to 2^53 - 1" })
  .int("a step is a whole number")
  .min(0, "a step is not negative")
  .max(Number.MAX_SAFE_INTEGER, "a step is at most 2^53 - 1")
  .meta({ description: "Training step, integer in [0, 2^53 - 1]" });
export const StepText = z.string().regex(/^(0|[1-9][0-9]{0,15})$/, "a step is an integer from 0 to 2^53 - 1").transform(Number).pipe(Step);

/** Text that PostgreSQL and every consumer can keep: no lone surrogates. NUL is allowed and shown. */
export const Text = z.string().refine((s) => s.isWellFormed(), "holds a lone surrogate; replace it by U+FFFD before sending");

/** Key of a prompt: opaque, unique in its prompt set. */
export const Key = Text.min(1, "a key is not empty").max(200, "a key is at most 200 characters").refine(holdsNoNul, "a key holds no NUL character");
/** Text of one line of settings: a path, a file name, the name of an output. */
export const PlainText = Text.refine(holdsNoNul, "holds a NUL character; leave it out");
/** Tag or group of a prompt. */
export const Label = Text.min(1).max(200).refine(holdsNoNul, "tags and groups hold no NUL character");
export const BranchName = Name;
export const Timestamp = z.iso.datetime().meta({ description: "ISO 8601, UTC" });

/** One completion may hold at most this many bytes of UTF-8. */
export const maxCompletionBytes = 1_000_000;

export const Message = z.object({ role: z.enum(["system", "user", "assistant", "tool"]), content: Text });
export type Message = z.infer<typeof Message>;

/** Value with its interval; unknown is three nulls and a reason, never NaN, never 0 for "not known". */
export const Estimate = z.union([
  z.object({ value: z.number(), low: z.number(), high: z.number() }),
  z.object({ value: z.null(), low: z.null(), high: z.null(), reason: z.string() }),
]);
export type Estimate = z.infer<typeof Estimate>;

/** Query of every list. */
export const ListQuery = z.object({
  limit: z.coerce.number({ error: "limit is a whole number from 1 to 500" }).int().min(1).max(500).default(50),
  cursor: z.string().min(1).max(500).optional(),
  name: z.string().optional(),
});

export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });
