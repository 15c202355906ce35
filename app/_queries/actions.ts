import { type QueryClient, mutationOptions } from "@tanstack/react-query";
import type { Alert } from "@/lib/contracts/alerts";
import type { Pin } from "@/lib/contracts/panels";
import { alertsKey } from "./alerts";
import { call } from "./call";
import { contract } from "./contract";
import { pinsQuery } from "./panels";
import { runKey } from "./run";

export type PinChange = { step: number; branch: string; pinned: boolean };

/** Pins a checkpoint or takes the pin away; shown at once, and taken back where the server refuses. */
export const changePin = (client: QueryClient, run: string) =>
  mutationOptions({
    mutationFn: async ({ step, branch, pinned }: PinChange) => {
      const at = { params: { run, step: String(step) }, query: { branch } };
      await (pinned ? call(contract("pinCheckpoint"), at) : call(contract("unpinCheckpoint"), at));
    },
    onMutate: async ({ step, branch, pinned }: PinChange) => {
      const { queryKey } = pinsQuery(run);
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      client.setQueryData(queryKey, (pins) => pins && {
        items: [...pins.items.filter((pin) => pin.step !== step || pin.branch !== branch), ...(pinned ? [{ step, branch, createdAt: new Date().toISOString() } satisfies Pin] : [])].sort((a, b) => a.step - b.step),
      });
      return { before };
    },
    onError: (_error, _change, shown) => client.setQueryData(pinsQuery(run).queryKey, shown?.before),
    onSettled: () => client.invalidateQueries({ queryKey: runKey(run) }),
  });

/** Acknowledges alerts of a run. That of the detector begins a new episode by itself; without any the episode is begun as such. */
export const acknowledge = (client: QueryClient, run: string) =>
  mutationOptions({
    mutationFn: async (alerts: readonly Pick<Alert, "id">[]) => {
      if (alerts.length === 0) await call(contract("startEpisode"), { params: { run }, body: {} });
      for (const { id } of alerts) await call(contract("acknowledgeAlert"), { params: { alert: id } });
    },
    onSettled: () => Promise.all([runKey(run), alertsKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
