"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { channelsQuery } from "../_queries/settings";
import { ConfirmButton } from "../_ui/confirm-button";
import { VisibleLine } from "../_ui/visible-line";
import { ChannelForm } from "./channel-form";

/** Where alerts go: Slack, a webhook, e-mail; each can be tried. */
export function ChannelsPanel({ mail }: { mail: boolean }) {
  const client = useQueryClient();
  const { data, error } = useQuery(channelsQuery());
  const remove = useMutation({ mutationFn: (channel: string) => call(contract("deleteAlertChannel"), { params: { channel } }), onSuccess: () => client.invalidateQueries({ queryKey: channelsQuery().queryKey }) });
  const test = useMutation({ mutationFn: (channel: string) => call(contract("testAlertChannel"), { params: { channel } }) });
  return (
    <section id="channels" className="panel scroll-mt-16" aria-labelledby="channels-title">
      <h2 id="channels-title" className="px-5 pt-4 text-16">Alert channels</h2>
      <p className="px-5 text-13 text-muted">Every alert goes to every channel, within a minute of scoring. Addresses are never shown again.</p>
      <div className="px-5 pt-3"><ChannelForm mail={mail} /></div>
      {(error ?? remove.error) && <p role="alert" className="px-5 pt-2 text-13 text-regressed">{(remove.error ?? error)?.message}</p>}
      {data?.items.length === 0 && <p className="px-5 py-4 text-13 text-muted">No channel yet: alerts are shown here only.</p>}
      <ul className="mt-3 divide-y divide-line border-t border-line empty:hidden">
        {data?.items.map((channel) => (
          <li key={channel.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2 text-13">
            <span className="font-medium">{channel.name}</span><span className="chip">{channel.kind}</span>
            <span className="min-w-0 text-muted"><VisibleLine text={channel.target} wrap /></span>
            {channel.signed && <span className="chip" title="Requests carry an HMAC-SHA256 signature (Standard Webhooks)">signed</span>}
            <span className="ml-auto flex flex-wrap items-center gap-1">
              <span role="status" className="text-12">
                {test.variables === channel.id && (test.isPending ? "Sending…" : test.error ? <span className="text-regressed">{test.error.message}</span> : test.data?.ok ? <span className="text-healthy">Delivered</span> : <span className="text-regressed"><VisibleLine text={test.data?.error?.message ?? ""} wrap /></span>)}
              </span>
              <button type="button" className="button button-quiet h-7!" disabled={test.isPending} onClick={() => test.mutate(channel.id)}>Send a test</button>
              <ConfirmButton words="Remove" question={`Remove ${channel.name}?`} busy={remove.isPending} onConfirm={() => remove.mutate(channel.id)} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
