"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { formatStep } from "@/lib/chart/format";
import { changePin } from "../../_queries/actions";
import { pinsQuery } from "../../_queries/panels";
import { PinSign } from "../../_ui/pin-sign";

/** Keeps a checkpoint out of the list of those that are safe to delete. */
export function PinCheckpointButton({ run, step, branch, mayWrite }: { run: string; step: number; branch: string; mayWrite: boolean }) {
  const client = useQueryClient();
  const { data: pins, error: unread } = useQuery(pinsQuery(run));
  const change = useMutation(changePin(client, run));
  const pinned = pins?.items.some((pin) => pin.step === step && pin.branch === branch) ?? false;
  const fault = change.error ? `Not ${change.variables.pinned ? "pinned" : "unpinned"}: ${change.error.message}` : unread ? `Pins could not be read: ${unread.message}` : null;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <button
        type="button" aria-pressed={pinned} aria-label={`Pin step ${formatStep(step)}`} title={`${pinned ? "Pinned: never listed as safe to delete." : "Never list it as safe to delete."} ${!mayWrite ? "This key may only read." : pinned ? "Press to unpin." : ""}`}
        disabled={!mayWrite || pins === undefined || change.isPending} onClick={() => change.mutate({ step, branch, pinned: !pinned })}
        className={`button button-quiet h-6! gap-1! px-1.5! text-12! print:hidden ${pinned ? "text-best!" : ""}`}
      >
        <PinSign pinned={pinned} />
        {pinned ? "Pinned" : "Pin"}
      </button>
      {fault && <span role="alert" className="text-12 text-regressed">{fault}</span>}
    </span>
  );
}
