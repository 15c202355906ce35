import { maxCompletionBytes } from "@/lib/contracts";
import { DomainError, type FieldError } from "@/lib/errors";

export interface GivenCompletion {
  key: string;
  completion: string;
  finishReason?: string | undefined;
  sample?: number | undefined;
}

/** A completion at its prompt's position. */
export interface PlacedCompletion {
  position: number;
  sample: number;
  key: string;
  completion: string;
  finishReason: string | null;
}

const listed = 20;
/** More than the samples of a prompt (the contract ends at 999): a prompt and a sample make one number, which a map keeps small. */
const samplesPerPrompt = 1000;

/**
 * Finds each completion's prompt and orders them by prompt, then sample.
 * @throws DomainError completion-too-large, or invalid-request naming unknown and doubled keys (the first twenty)
 */
export function placeCompletions(
  given: readonly GivenCompletion[],
  positions: ReadonlyMap<string, number>,
  promptSetName: string,
): PlacedCompletion[] {
  refuseTooLarge(given);
  const errors: FieldError[] = [];
  const placed: PlacedCompletion[] = [];
  const firstAt = new Map<number, number>();
  given.forEach(({ key, completion, finishReason, sample = 0 }, index) => {
    const position = positions.get(key);
    if (position === undefined) {
      errors.push({ path: `/completions/${index}/key`, message: `${JSON.stringify(key)} is no key of the prompt set ${promptSetName}` });
      return;
    }
    const slot = position * samplesPerPrompt + sample;
    const first = firstAt.get(slot);
    if (first !== undefined) {
      errors.push({
        path: `/completions/${index}/key`,
        message: `${JSON.stringify(key)}${sample ? `, sample ${sample},` : ""} is already at /completions/${first}; give each key once, or tell samples apart by "sample"`,
      });
      return;
    }
    firstAt.set(slot, index);
    placed.push({ position, sample, key, completion, finishReason: finishReason ?? null });
  });
  if (errors.length > 0) {
    const detail = `${errors.length} of ${given.length} completions have a key that is unknown or stands twice.`;
    throw new DomainError("invalid-request", detail, { errors: errors.slice(0, listed) });
  }
  return placed.sort((a, b) => a.position - b.position || a.sample - b.sample);
}

function refuseTooLarge(given: readonly GivenCompletion[]): void {
  const errors: FieldError[] = [];
  given.forEach(({ key, completion }, index) => {
    // A UTF-16 unit takes at most three bytes, so most texts need no count.
    if (completion.length * 3 <= maxCompletionBytes) return;
    const bytes = Buffer.byteLength(completion, "utf8");
    if (bytes > maxCompletionBytes) {
      errors.push({ path: `/completions/${index}/completion`, message: `the completion of ${JSON.stringify(key)} has ${bytes} bytes; at most ${maxCompletionBytes} are taken: stop generation earlier` });
    }
  });
  if (errors.length > 0) throw new DomainError("completion-too-large", `${errors.length} completions are larger than ${maxCompletionBytes} bytes of UTF-8.`, { errors: errors.slice(0, listed) });
}
