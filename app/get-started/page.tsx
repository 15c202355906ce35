import type { Metadata } from "next";
import { headers } from "next/headers";
import { getServer } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { GetStarted } from "../_ui/get-started";

export const metadata: Metadata = { title: "Get started" };

export default async function GetStartedPage() {
  const { scope } = await requireSession("/get-started");
  return (
    <div className="page">
      <h1 className="mb-1 text-20">Get started</h1>
      <p className="mb-6 max-w-[70ch] text-muted">From nothing to the first point of a curve, in Python, from the command line or with curl. The address is filled in; create a key, copy, run.</p>
      <GetStarted origin={await addressOfThisServer()} scope={scope} since={getServer().ctx.now().toISOString()} />
    </div>
  );
}

/** The address that the reader used to come here is one that a script can use, too. */
async function addressOfThisServer(): Promise<string> {
  const { env } = getServer();
  if (env.publicUrl) return new URL(env.publicUrl).origin;
  return `http://${(await headers()).get("host") ?? `${env.host}:${env.port}`}`;
}
