"use client";

import Link from "next/link";
import { ProblemError } from "./_queries/call";
import { ErrorPanel } from "./_ui/error-panel";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const problem = error instanceof ProblemError ? error.problem : null;
  const reference = problem?.requestId || error.digest;
  return (
    <div className="page">
      <ErrorPanel
        title={problem?.title ?? "This page could not be made"}
        {...(reference ? { reference } : {})}
        action={<><button type="button" className="button button-primary" onClick={() => { reset(); window.location.reload(); }}>Try again</button><Link className="button" href="/">All runs</Link></>}
      >
        {problem?.detail ?? "The server met an error that it did not expect. Nothing that was registered is lost. Try again; if it stays so, run “npx tidemark doctor” on the machine where Tidemark runs."}
      </ErrorPanel>
    </div>
  );
}
