import { notFound } from "next/navigation";
import { DomainError } from "@/lib/errors";

/** A page about something that does not exist is the not-found page; every other error goes on to the error page. */
export async function orNotFound<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DomainError && error.code === "not-found") notFound();
    throw error;
  }
}
