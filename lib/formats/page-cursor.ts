import type { z } from "zod";
import { DomainError } from "@/lib/errors";

/** An opaque cursor: the place where the next page begins. */
function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place), "utf8").toString("base64url");
}

/** @throws DomainError invalid-request naming `/query/cursor` */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, place: T): z.infer<T> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch {
    throw new DomainError("invalid-request", "The cursor is not one that this server gave out.", {
      errors: [{ path: "/query/cursor", message: "leave the cursor out to begin at the first page, or use nextCursor as it was given" }],
    });
  }
}

/** Cuts a list that was read one longer than the page, and says where the next page begins. */
export function pageOf<T>(rows: readonly T[], limit: number, placeOf: (last: T) => unknown): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(placeOf(last)) : null };
}
