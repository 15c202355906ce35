import { queryOptions } from "@tanstack/react-query";
import type { Run } from "@/lib/contracts/runs";
import { call } from "./call";
import { contract } from "./contract";
import { panelKey, shortLived } from "./panels";
import type { CurveSelection } from "./run";
import { withoutBlanks } from "./without-blanks";

/** Half a million letters may be many seconds of work for both sides: read again when a checkpoint is done, as the panels are. */
export const matrixQuery = (run: Run, selection: CurveSelection & { from?: string; to?: string }) =>
  queryOptions({
    ...shortLived, queryKey: panelKey(run, "matrix", selection),
    queryFn: ({ signal }) => call(contract("readMatrix"), { params: { run: run.id }, query: withoutBlanks(selection), signal }),
  });
