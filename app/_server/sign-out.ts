import type { Context } from "@/lib/context";
import { deleteSession } from "@/lib/services/delete-session";
import type { Answer, Call } from "./bind-route";
import { readSessionCookie, sessionCookie } from "./session-cookie";

/** Ends the browser session of the cookie, and clears the cookie. */
export async function signOut({ request, env }: Call, ctx: Context): Promise<Answer<null>> {
  const sessionToken = readSessionCookie(request.headers, env);
  if (sessionToken) await deleteSession(ctx, { sessionToken });
  return { body: null, headers: { "set-cookie": sessionCookie(request.headers, env, { token: "", maxAgeSeconds: 0 }) } };
}
