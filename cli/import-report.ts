import type { Run } from "@/lib/contracts";
import type { AlpacaFigures } from "./alpaca-figures";
import { formatTable } from "./format-table";
import { printJson } from "./print-json";

export interface Imported { step: number; file: string; generator: string | null; known: boolean; nCompletions: number; nMissing: number; judge: string | null; figures: AlpacaFigures | null }

const percent = (rate: number | null) => (rate === null ? "" : (100 * rate).toFixed(4));

/** A line a checkpoint; with a judge, the columns of alpaca_eval's leaderboard in per cent. */
export function printImport(run: Run, page: string, imported: readonly Imported[], json: boolean): void {
  if (json) return printJson({ run: run.id, project: run.project, name: run.name, checkpoints: imported });
  const base = ({ step, generator, nCompletions, nMissing, known }: Imported) => [String(step), generator ?? "", String(nCompletions), String(nMissing), known ? "was there" : "new"];
  const head = ["step", "generator", "outputs", "missing", ""];
  const figures = ({ figures: own }: Imported) => (own ? [percent(own.winRate), percent(own.standardError), String(own.nWins), String(own.nLosses), String(own.nDraws), String(own.nTotal), percent(own.discreteWinRate)] : ["", "", "", "", "", "", ""]);
  const judged = imported.some((one) => one.figures !== null);
  const rows = imported.map((one) => [...base(one), ...(judged ? figures(one) : [])]);
  process.stdout.write(`${formatTable(judged ? [...head, "win rate", "std error", "wins", "losses", "draws", "judged", "discrete"] : head, rows)}${page}\n`);
}
