import { DomainError } from "@/lib/errors";

/** @param remedy what to do, a sentence */
export function notFound(what: string, ref: string, remedy: string): DomainError {
  return new DomainError("not-found", `There is no ${what} ${JSON.stringify(ref)}. ${remedy}`);
}
