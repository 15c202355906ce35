"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import type { ScopeName } from "@/lib/contracts/access";
import { call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { keysQuery } from "../_queries/settings";
import { ConfirmButton } from "../_ui/confirm-button";
import { CopyButton } from "../_ui/copy-button";
import { Notice } from "../_ui/notice";
import { RelativeTime } from "../_ui/relative-time";

type Scope = z.infer<typeof ScopeName>;
const scopes: { value: Scope; text: string }[] = [
  { value: "write", text: "write: register runs and checkpoints" }, { value: "read", text: "read: look only" }, { value: "admin", text: "admin: models, channels and keys too" },
];

/** API keys: made here, shown once, revoked at once. */
export function KeysPanel() {
  const client = useQueryClient();
  const { data, error } = useQuery(keysQuery());
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("write");
  const settled = () => client.invalidateQueries({ queryKey: keysQuery().queryKey });
  const create = useMutation({ mutationFn: () => call(contract("createKey"), { body: { name, scope } }), onSuccess: () => { setName(""); return settled(); } });
  const revoke = useMutation({ mutationFn: (id: string) => call(contract("deleteKey"), { params: { key: id } }), onSuccess: settled });
  const submit = (event: FormEvent) => { event.preventDefault(); create.mutate(); };
  return (
    <section id="keys" className="panel scroll-mt-16" aria-labelledby="keys-title">
      <h2 id="keys-title" className="px-5 pt-4 text-16">API keys</h2>
      <p className="px-5 text-13 text-muted">Stored hashed: a key’s text is shown once, when it is made.</p>
      <form className="flex flex-wrap items-end gap-2 px-5 pt-3" onSubmit={submit}>
        <label className="text-12 text-muted">Name<br /><input className="field w-44" required maxLength={100} pattern="[A-Za-z0-9][A-Za-z0-9._\-]*" title="Letters, digits, '.', '_' or '-', beginning with a letter or digit" value={name} onChange={(event) => setName(event.target.value)} placeholder="trainer" /></label>
        <label className="min-w-0 text-12 text-muted">Scope<br /><select className="field max-w-full" value={scope} onChange={(event) => setScope(event.target.value as Scope)}>{scopes.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}</select></label>
        <button type="submit" className="button button-primary" disabled={create.isPending}>Create key</button>
      </form>
      {create.error && <p role="alert" className="px-5 pt-2 text-13 text-regressed">No key was made: {create.error.message}</p>}
      {create.data && (
        <div className="px-5 pt-3" role="status">
          <Notice tone="healthy" title={`Key ${create.data.name}: copy it now, it is not shown again.`}>
            <span className="flex flex-wrap items-center gap-2"><code className="font-mono [overflow-wrap:anywhere]">{create.data.key}</code><CopyButton text={create.data.key} what="the key" /></span>
          </Notice>
        </div>
      )}
      {(error ?? revoke.error) && <p role="alert" className="px-5 pt-2 text-13 text-regressed">{(revoke.error ?? error)?.message}</p>}
      <div className="scroll-x mt-3" tabIndex={0} role="region" aria-label="Table of keys">
        <table className="grid-table">
          <thead><tr><th scope="col">Name</th><th scope="col">Scope</th><th scope="col">Begins with</th><th scope="col" className="num">Last used</th><th scope="col" className="num">Created</th><th scope="col"><span className="sr-only">Revoke</span></th></tr></thead>
          <tbody>
            {data?.items.map((key) => (
              <tr key={key.id}>
                <th scope="row">{key.name}</th><td>{key.scope}</td><td className="font-mono text-12">{key.prefix}…</td>
                <td className="num text-muted">{key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "never"}</td>
                <td className="num text-muted"><RelativeTime at={key.createdAt} /></td>
                <td className="num"><ConfirmButton words="Revoke" question={`Revoke ${key.name}? What uses it is refused at once.`} busy={revoke.isPending} onConfirm={() => revoke.mutate(key.id)} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
