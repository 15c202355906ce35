import { showControls } from "@/lib/formats/show-controls";
import { formatStep } from "@/lib/chart/format";
import type { AlertEvidence, AlertKind } from "@/lib/contracts";

/** What every channel tells, in single lines without control characters. */
export interface AlertMessage {
  subject: string;
  happened: string;
  /** How sure that is; null where there is nothing to say. */
  sure: string | null;
  remedy: string;
  /** Page that shows it. */
  url: string;
}

export interface AlertFacts {
  kind: AlertKind;
  run: { id: string; project: string; name: string };
  branch: string;
  step: number | null;
  evidence: AlertEvidence;
}

const titles: Record<AlertKind, string> = { regression: "Regressed", "over-optimisation": "Over-optimised", "scoring-failed": "Scoring failed" };
const remedies: Record<AlertKind, string> = {
  regression: "Open the run: it names the checkpoint to keep and the prompts that turned. Acknowledge the alert to go on with a new episode.",
  "over-optimisation": "Read some completions before training on: the reward that training sees rises while the held-out one does not.",
  "scoring-failed": "Open the run: the checkpoint says why it has no scores. Mend the cause, then score it again.",
};
const mostCharacters = 2000;

/** Cut between characters, never within a surrogate pair. */
function line(text: string): string {
  const shown = showControls(text);
  return shown.length <= mostCharacters ? shown : `${shown.slice(0, mostCharacters).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** @param baseUrl address of the pages, without a slash at its end */
export function renderMessage({ kind, run, branch, step, evidence }: AlertFacts, baseUrl: string): AlertMessage {
  const where = `${run.project}/${run.name}${branch === "main" ? "" : ` (${branch})`}`;
  return {
    subject: line(`${titles[kind]}: ${where}${step === null ? "" : ` at step ${formatStep(step)}`}`),
    happened: line(evidence.sentence),
    sure: evidence.sure === undefined ? null : line(evidence.sure),
    remedy: line(evidence.remedy ?? remedies[kind]),
    url: `${baseUrl}/runs/${encodeURIComponent(run.id)}`,
  };
}

export function renderTestMessage(channelName: string, baseUrl: string): AlertMessage {
  return {
    subject: line(`Tidemark test message by ${channelName}`),
    happened: "This is a test. Nothing has happened.", sure: null,
    remedy: "Alerts will arrive here.", url: `${baseUrl}/`,
  };
}
