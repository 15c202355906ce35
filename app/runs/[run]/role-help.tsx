import { CopyButton } from "../../_ui/copy-button";

/** How a run is told which reward model it is optimised against, and which it never sees. */
export function RoleHelp() {
  const body = `"rewardModels": [
  {"id": "the-one-you-train-on", "role": "training"},
  {"id": "another-family", "role": "held-out"}
]`;
  return (
    <div className="text-ink">
      <p className="text-12 text-muted">Name both where the run is created (POST /api/v1/runs). Where the first rises and the second falls, the run is over-optimised, and this panel says so.</p>
      <div className="relative mt-2 rounded-md border border-line bg-ground">
        <pre className="scroll-x px-3 py-2 pr-10 font-mono text-12 leading-4" tabIndex={0} aria-label="Reward models with their roles">{body}</pre>
        <CopyButton text={body} what="the reward models with their roles" className="absolute! top-1 right-1" />
      </div>
    </div>
  );
}
