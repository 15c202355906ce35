import type { FieldError } from "@/lib/errors";
import { DomainError } from "@/lib/errors";

/**
 * The query as one text for each name.
 * @throws DomainError invalid-request for a name given twice or a NUL character, which the database cannot look for
 */
export function readQuery(search: URLSearchParams): Record<string, string> {
  const query: Record<string, string> = Object.create(null);
  const errors: FieldError[] = [];
  for (const [name, value] of search) {
    if (name in query) errors.push({ path: `/query/${name}`, message: "is given twice; give it once" });
    if (value.includes("\u0000")) errors.push({ path: `/query/${name}`, message: "holds a NUL character; leave it out" });
    query[name] = value;
  }
  if (errors.length > 0) throw new DomainError("invalid-request", `${errors[0]?.path}: ${errors[0]?.message}`, { errors });
  return { ...query };
}
