import type { Checkpoint } from "@/lib/contracts";

/** What became of a registration, in one sentence. @param known whether the server had this content already; @param asked the branch that was asked for */
export function describeRegistration({ step, branch, nCompletions, nMissing, status }: Checkpoint, known: boolean, asked: string): string {
  const missing = nMissing > 0 ? `, ${nMissing} prompts without one` : "";
  const where = branch === asked ? "" : ` on the new branch ${branch}: step ${step} of ${asked} has other completions`;
  return `Step ${step} ${known ? `was registered already (${status})` : `is registered${where}`}: ${nCompletions} completions${missing}.`;
}
