import { Prisma } from "@/lib/db/generated/client";

/** Whether a write lost a race for a unique key; the caller reads what won. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
