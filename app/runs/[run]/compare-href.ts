import { formatCheckpointAt } from "@/lib/chart/checkpoint-at";
import type { Run } from "@/lib/contracts/runs";
import type { CurveSelection } from "../../_queries/run";
import { refOf } from "../../_ui/run-ref";

/** Address of the page that compares two steps of a run, each written as `project/name@step`. */
export function compareHref(run: Pick<Run, "project" | "name">, a: number, b: number, { branch, ...selection }: CurveSelection): string {
  const at = (step: number) => formatCheckpointAt({ run: refOf(run), branch: branch || null, step });
  const chosen = Object.entries(selection).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/compare?${new URLSearchParams([["a", at(a)], ["b", at(b)], ...chosen]).toString()}`;
}
