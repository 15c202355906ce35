import type { z } from "zod";
import type { Context } from "@/lib/context";
import type { createSession as contract } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { createSession } from "@/lib/services/create-session";
import type { Answer, Call } from "./bind-route";
import { sessionCookie } from "./session-cookie";
import { addressOf, assertMaySignIn, noteFailedSignIn } from "./sign-in-limiter";

type Body = z.infer<NonNullable<typeof contract.body>>;

/** Starts a browser session: the answer sets the cookie. Failures are counted by address. */
export async function signIn({ body, request, env }: Call<unknown, unknown, Body>, ctx: Context): Promise<Answer<z.input<typeof contract.response>>> {
  const address = addressOf(request.headers);
  const now = ctx.now().getTime();
  assertMaySignIn(address, now);
  try {
    const { token, scope, expiresAt } = await createSession(ctx, body);
    const maxAgeSeconds = Math.floor((expiresAt.getTime() - now) / 1000);
    return {
      body: { scope, expiresAt: expiresAt.toISOString() },
      headers: { "set-cookie": sessionCookie(request.headers, env, { token, maxAgeSeconds }) },
    };
  } catch (error) {
    if (error instanceof DomainError && error.code === "unauthorized") noteFailedSignIn(address, now);
    throw error;
  }
}
