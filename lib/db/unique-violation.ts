import pg from "pg";
import { Prisma } from "@/lib/db/generated/client";

/** Whether a write lost a race for a unique key; the caller reads what won. */
export function isUniqueViolation(error: unknown): boolean {
  if (error instanceof Prisma.PrismaClientKnownRequestError) return error.code === "P2002";
  return error instanceof pg.DatabaseError && error.code === "23505";
}
