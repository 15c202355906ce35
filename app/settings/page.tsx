import { HydrationBoundary, QueryClient, dehydrate } from "@tanstack/react-query";
import type { Metadata } from "next";
import { listAlertChannels } from "@/lib/services/list-alert-channels";
import { listKeys } from "@/lib/services/list-keys";
import { readSystem } from "@/lib/services/read-system";
import { getContext } from "../_server/context";
import { requireSession } from "../_server/require-session";
import { version } from "../_server/version";
import { channelsQuery, keysQuery, systemQuery } from "../_queries/settings";
import { Notice } from "../_ui/notice";
import { ChannelsPanel } from "./channels-panel";
import { KeysPanel } from "./keys-panel";
import { SystemPanel } from "./system-panel";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { scope } = await requireSession("/settings");
  if (scope !== "admin") {
    return (
      <div className="page">
        <h1 className="mb-4 text-20">Settings</h1>
        <Notice tone="unknown" title="Keys, channels and the system are an administrator’s.">You are signed in with the scope “{scope}”. Sign in with an admin key: <code className="font-mono">npx tidemark open</code> prints a link on the machine that Tidemark runs on.</Notice>
      </div>
    );
  }
  const ctx = getContext();
  const queries = new QueryClient();
  const [keys, channels, system] = await Promise.all([listKeys(ctx, { limit: 500 }), listAlertChannels(ctx, { limit: 500 }), readSystem(ctx, { version })]);
  queries.setQueryData(keysQuery().queryKey, keys);
  queries.setQueryData(channelsQuery().queryKey, channels);
  queries.setQueryData(systemQuery().queryKey, system);
  return (
    <div className="page">
      <h1 className="mb-4 text-20">Settings</h1>
      <HydrationBoundary state={dehydrate(queries)}>
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <div className="min-w-0 space-y-4"><KeysPanel /><ChannelsPanel mail={system.mail} /></div>
          <SystemPanel />
        </div>
      </HydrationBoundary>
    </div>
  );
}
