import Link from "next/link";
import { CopyButton } from "./copy-button";

/** An empty installation teaches its two ways to a first curve. */
export function NoRuns() {
  return (
    <div className="mx-auto max-w-[760px] pt-[6vh]">
      <EmptySea />
      <h1 className="mt-6 text-20">No run yet</h1>
      <p className="mt-1 max-w-[62ch] text-muted">A run appears here when a training loop registers its first checkpoint: which one to keep, and whether the run has started to get worse.</p>
      <div className="mt-6 grid gap-4 sm:grid-cols-2">
        <section className="panel flex flex-col p-5">
          <h2 className="text-14">Register your own</h2>
          <p className="mt-1 flex-1 text-13 text-muted">Three lines of Python, the command line or curl; this address and a key are filled in.</p>
          <Link href="/get-started" className="button button-primary mt-4 self-start">Get started</Link>
        </section>
        <section className="panel flex flex-col p-5">
          <h2 className="text-14">See real runs first</h2>
          <p className="mt-1 flex-1 text-13 text-muted">The demo registers two genuine fine-tuning runs of a small model and scores them on this machine.</p>
          <p className="mt-4 flex items-center justify-between rounded-sm border border-line bg-ground py-1 pr-1 pl-3 font-mono text-13">npx tidemark demo <CopyButton text="npx tidemark demo" what="the command" /></p>
        </section>
      </div>
    </div>
  );
}

const EmptySea = () => (
  <svg viewBox="0 0 760 120" className="w-full" aria-hidden fill="none">
    <path d="M0 34H760" stroke="var(--best)" strokeWidth="1.5" strokeDasharray="7 6" />
    <path d="M0 92c48-30 96-30 144 0s96 30 144 0 96-30 144 0 96 30 144 0 96-30 184-8" stroke="var(--tide)" strokeWidth="2.2" strokeLinecap="round" />
    <path d="M0 92c48-30 96-30 144 0s96 30 144 0 96-30 144 0 96 30 144 0 96-30 184-8V120H0z" fill="var(--tide)" fillOpacity=".08" />
  </svg>
);
