import type { ReactNode } from "react";

/** What went wrong, what to do, and what to quote when asking for help. */
export function ErrorPanel({ title, children, reference, action }: { title: string; children: ReactNode; reference?: string; action?: ReactNode }) {
  return (
    <section className="panel mx-auto mt-[10vh] max-w-[560px] p-6" role="alert">
      <h1 className="text-20">{title}</h1>
      <div className="mt-2 text-14 text-muted">{children}</div>
      {reference && <p className="mt-3 text-12 text-muted">For the log: <code className="font-mono text-ink">{reference}</code></p>}
      {action && <div className="mt-5 flex gap-2">{action}</div>}
    </section>
  );
}
