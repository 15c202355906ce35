import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Run } from "@/lib/contracts/runs";
import { call } from "./call";
import { contract } from "./contract";
import { type CurveSelection, runKey } from "./run";
import { withoutBlanks } from "./without-blanks";

/**
 * What is computed over a whole run, and drawn under the curve: read again when a checkpoint is done, not at every completion scored.
 * Outside the run's key on purpose.
 */
export const panelKey = (run: Run, panel: string, selection: CurveSelection) =>
  ["run-panel", run.id, panel, withoutBlanks(selection), run.nScored + run.nFailed] as const;
/** Scoring again may end at the count that a key had before: what is known under it is then shown, and read again. */
export const shortLived = { placeholderData: keepPreviousData, gcTime: 30_000, staleTime: 2_000 } as const;
const whileMeasuredMs = 10_000;

export const degeneracyQuery = (run: Run, selection: CurveSelection) =>
  queryOptions({
    ...shortLived, queryKey: panelKey(run, "degeneracy", selection),
    queryFn: ({ signal }) => call(contract("readDegeneracy"), { params: { run: run.id }, query: selection, signal }),
    refetchInterval: ({ state: { data } }) =>
      data?.monitors.some(({ points }) => points.some(({ estimate }) => estimate.value === null && estimate.reason === "not-measured")) ? whileMeasuredMs : false,
  });
export const overOptimisationQuery = (run: Run, selection: CurveSelection) =>
  queryOptions({
    ...shortLived, queryKey: panelKey(run, "over-optimisation", selection),
    queryFn: ({ signal }) => call(contract("readOverOptimisation"), { params: { run: run.id }, query: selection, signal }),
  });
/** Which prompts turned between a good step and a later, worse one. */
export const turnedQuery = (run: Run, a: number, b: number, selection: CurveSelection) =>
  queryOptions({
    ...shortLived, placeholderData: undefined, queryKey: [...panelKey(run, "turned", selection), a, b] as const,
    queryFn: ({ signal }) => call(contract("bisect"), { params: { run: run.id }, query: { ...selection, a: String(a), b: String(b) }, signal }),
  });

export const pinsQuery = (run: string) =>
  queryOptions({ queryKey: [...runKey(run), "pins"] as const, queryFn: ({ signal }) => call(contract("listPins"), { params: { run }, signal }) });
export const openAlertsQuery = (run: string) =>
  queryOptions({ queryKey: [...runKey(run), "open-alerts"] as const, queryFn: ({ signal }) => call(contract("listAlerts"), { query: { run, state: "open" }, signal }) });
