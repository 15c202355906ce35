import { queryOptions } from "@tanstack/react-query";
import type { Curve } from "@/lib/contracts/curves";
import { call } from "./call";
import { contract } from "./contract";
import { shortLived } from "./panels";
import type { CurveSelection } from "./run";
import { withoutBlanks } from "./without-blanks";

/** Whose changes are meant: a run by id or `project/name`, and what was chosen of it. */
export type ChangesSource = { run: string; selection: CurveSelection & { tag?: string } };

/** Change from each point of a curve to the next: read again when a point has become final, not at every completion scored. */
export const changesQuery = ({ run, selection }: ChangesSource, { points }: Pick<Curve, "points">) =>
  queryOptions({
    ...shortLived, queryKey: ["run-panel", run, "changes", withoutBlanks(selection), points.filter(({ provisional }) => !provisional).length] as const,
    queryFn: ({ signal }) => call(contract("readChanges"), { params: { run }, query: selection, signal }),
  });
