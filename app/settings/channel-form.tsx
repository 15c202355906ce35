"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AlertChannelInput, AlertChannelKind } from "@/lib/contracts/alerts";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { channelsQuery } from "../_queries/settings";

const kinds: { value: AlertChannelKind; text: string; where: string; hint: string; type: string }[] = [
  { value: "slack", text: "Slack", where: "Incoming webhook", hint: "https://hooks.slack.com/services/…", type: "url" },
  { value: "webhook", text: "Webhook", where: "Address", hint: "https://example.org/hooks/tidemark", type: "url" },
  { value: "email", text: "E-mail", where: "To", hint: "ann@example.org, bob@example.org", type: "text" },
];

/** A new channel; only a webhook may carry a secret that signs its requests. */
export function ChannelForm({ mail }: { mail: boolean }) {
  const client = useQueryClient();
  const [kind, setKind] = useState<AlertChannelKind>("slack");
  const [name, setName] = useState("");
  const [where, setWhere] = useState("");
  const [secret, setSecret] = useState("");
  const look = kinds.find(({ value }) => value === kind)!;
  const create = useMutation({
    mutationFn: () => call(contract("createAlertChannel"), { body: bodyOf({ kind, name, where, secret }) }),
    onSuccess: () => { setName(""); setWhere(""); setSecret(""); return client.invalidateQueries({ queryKey: channelsQuery().queryKey }); },
  });
  const submit = (event: FormEvent) => { event.preventDefault(); create.mutate(); };
  return (
    <form onSubmit={submit}>
      <div className="flex flex-wrap items-end gap-2">
        <label className="text-12 text-muted">Kind<br /><select className="field" value={kind} onChange={(event) => { setKind(event.target.value as AlertChannelKind); create.reset(); }}>{kinds.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}</select></label>
        <label className="min-w-[220px] flex-1 text-12 text-muted">{look.where}<br /><input className="field w-full" required type={look.type} placeholder={look.hint} value={where} onChange={(event) => setWhere(event.target.value)} autoComplete="off" /></label>
        {kind === "webhook" && <label className="text-12 text-muted">Secret (optional)<br /><input className="field w-40" type="password" minLength={16} value={secret} onChange={(event) => setSecret(event.target.value)} autoComplete="new-password" /></label>}
        <label className="text-12 text-muted">Name (optional)<br /><input className="field w-32" maxLength={100} value={name} onChange={(event) => setName(event.target.value)} /></label>
        <button type="submit" className="button button-primary" disabled={create.isPending}>Add channel</button>
      </div>
      {kind === "email" && !mail && <p className="mt-1 text-12 text-unknown">This installation has no mail server yet: set TIDEMARK_SMTP_URL and TIDEMARK_SMTP_FROM, and start it again.</p>}
      {create.error && <p role="alert" className="mt-1 text-13 text-regressed">Not added: {create.error.message}</p>}
    </form>
  );
}

function bodyOf({ kind, name, where, secret }: { kind: AlertChannelKind; name: string; where: string; secret: string }): AlertChannelInput {
  const named = name === "" ? {} : { name };
  if (kind === "email") return { kind, ...named, to: where.split(/[,\s]+/).filter(Boolean) };
  if (kind === "slack") return { kind, ...named, url: where };
  return { kind, ...named, url: where, ...(secret !== "" && { secret }) };
}
