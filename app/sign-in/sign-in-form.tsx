"use client";

import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { ProblemError, call } from "../_queries/call";
import { contract } from "../_queries/contract";
import { CopyButton } from "../_ui/copy-button";
import { Notice } from "../_ui/notice";

type State = { kind: "idle" | "working" } | { kind: "code-refused" } | { kind: "failed"; message: string };

/** Only a path of this origin: a link may not send the browser elsewhere after signing in. */
function safePath(next: string): string {
  try {
    const url = new URL(next, window.location.origin);
    return next.startsWith("/") && url.origin === window.location.origin ? url.pathname + url.search + url.hash : "/";
  } catch {
    return "/";
  }
}

const refused = (error: unknown) => error instanceof ProblemError && (error.problem.status === 401 || error.problem.status === 422);

export function SignInForm({ next }: { next: string }) {
  const [state, setState] = useState<State>({ kind: "idle" });
  const [key, setKey] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const codeTried = useRef(false);

  async function signIn(body: { key: string } | { code: string }) {
    setState({ kind: "working" });
    try {
      await call(contract("createSession"), { body });
      window.location.replace(safePath(next));
    } catch (error) {
      if ("code" in body && refused(error)) setState({ kind: "code-refused" });
      else if (refused(error)) setState({ kind: "failed", message: "This key is not known here, or it was revoked. Check that it was copied whole: it begins with tdm_." });
      else setState({ kind: "failed", message: error instanceof ProblemError ? error.message : "The server cannot be reached. Check that Tidemark is running, then try again." });
      field.current?.focus();
    }
  }

  const fromFragment = useEffectEvent(() => {
    const code = new URLSearchParams(window.location.hash.slice(1)).get("code");
    if (!code || codeTried.current) return;
    codeTried.current = true;
    // The code leaves the address at once, so that it is in no bookmark and no history.
    window.history.replaceState(null, "", window.location.pathname + window.location.search);
    void signIn({ code }).finally(() => (codeTried.current = false));
  });
  useEffect(() => {
    const read = () => fromFragment();
    read();
    window.addEventListener("hashchange", read);
    return () => window.removeEventListener("hashchange", read);
  }, []);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (key.trim() !== "") void signIn({ key: key.trim() });
  }

  return (
    <div className="space-y-4">
      <div aria-live="polite">
        {state.kind === "code-refused" && (
          <Notice tone="unknown" title="This sign-in link was used already, or is older than ten minutes.">
            <p>Make a new one on the machine where Tidemark runs:</p>
            <p className="mt-2 flex items-center justify-between gap-2 rounded-sm border border-line bg-raised py-1 pr-1 pl-3 font-mono text-13">
              npx tidemark open <CopyButton text="npx tidemark open" what="the command" />
            </p>
          </Notice>
        )}
        {state.kind === "failed" && <Notice tone="regressed" title="Not signed in">{state.message}</Notice>}
      </div>
      <form onSubmit={submit} className="panel space-y-3 p-5" aria-busy={state.kind === "working"}>
        <label htmlFor="key" className="block text-13 font-medium">API key</label>
        <input
          ref={field} id="key" name="key" type="password" autoComplete="current-password" spellCheck={false} placeholder="tdm_…" autoFocus
          className="field h-9! w-full font-mono" value={key} onChange={(e) => setKey(e.target.value)} aria-describedby="key-help"
        />
        <button type="submit" className="button button-primary h-9! w-full" disabled={state.kind === "working" || key.trim() === ""}>
          {state.kind === "working" ? "Signing in…" : "Sign in"}
        </button>
        <p id="key-help" className="text-12 text-muted">
          Or open the link that <code className="font-mono">npx tidemark open</code> prints: it signs this browser in without a key. It works once, for ten minutes.
        </p>
      </form>
    </div>
  );
}
