import type { RunOrder, RunSort, VerdictWord } from "@/lib/contracts";
import type { RunStanding } from "@/lib/db/run-standings";
import { decideStanding, detectableOf } from "@/lib/services/decide-standing";

/** What a run is ordered by; null where it is not known. */
export type SortKey = number | string | null;

/** What needs somebody first. */
const urgency: Record<VerdictWord, number> = { regressed: 3, insufficient: 2, pending: 1, healthy: 0 };

const keys: Record<RunSort, (standing: RunStanding) => SortKey> = {
  activity: ({ lastActivityAt }) => lastActivityAt.getTime(),
  // A space sorts before every character that a name may have.
  name: ({ project, name }) => `${project} ${name}`,
  verdict: (standing) => urgency[decideStanding(standing).verdict],
  best: ({ best }) => best?.shrunk.value ?? null,
  last: ({ lastStep }) => lastStep,
  looks: ({ nLooks }) => nLooks,
  detectable: detectableOf,
  progress: ({ nScored, nRegistered }) => (nRegistered === 0 ? null : nScored / nRegistered),
};

export interface OrderedRun { id: string; key: SortKey }

/** What is not known comes last, whichever way; of equals, the newer run (ids grow with time) first. */
const compareWith = (order: RunOrder) => (a: OrderedRun, b: OrderedRun): number => {
  if (a.key !== b.key) {
    if (a.key === null) return 1;
    if (b.key === null) return -1;
    return a.key < b.key === (order === "asc") ? -1 : 1;
  }
  return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
};

/** Runs in the order of a column. @param verdict only runs with this verdict; @param after only those beyond it */
export function orderRuns(
  standings: Iterable<RunStanding>,
  { sort, order, verdict, after }: { sort: RunSort; order: RunOrder; verdict: VerdictWord | undefined; after: OrderedRun | undefined },
): OrderedRun[] {
  const compare = compareWith(order);
  const wanted = [...standings].filter((standing) => verdict === undefined || decideStanding(standing).verdict === verdict);
  const rows = wanted.map((standing) => ({ id: standing.id, key: keys[sort](standing) })).sort(compare);
  return after ? rows.filter((row) => compare(row, after) > 0) : rows;
}
