import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Scope } from "@/lib/contracts";
import { authenticate } from "@/lib/services/authenticate";
import { getServer } from "./context";
import { sessionCookieName } from "./session-cookie";

const sessionOfRequest = cache(async (): Promise<{ scope: Scope } | null> => {
  // Asked for first: it tells the build that the page is made at each request, before settings are read.
  const jar = await cookies();
  const { ctx, env } = getServer();
  const sessionToken = jar.get(sessionCookieName(env))?.value;
  return sessionToken === undefined ? null : authenticate(ctx, { sessionToken });
});

/** The session of the page that is being made; without one, the reader signs in and comes back to `next`. */
export async function requireSession(next = "/"): Promise<{ scope: Scope }> {
  const session = await sessionOfRequest();
  return session ?? redirect(`/sign-in?next=${encodeURIComponent(next)}`);
}
