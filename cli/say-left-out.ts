import { ConfigError } from "@/lib/errors";
import { showControls } from "@/lib/formats/show-controls";

const mostShown = 10;

/**
 * Says on standard error what an import or export leaves out.
 * @param left one sentence each
 * @param refusal the error around them, where nothing may be left out; null where it may
 * @throws ConfigError
 */
export function sayLeftOut(left: readonly string[], refusal: ((left: string) => string) | null): void {
  if (left.length === 0) return;
  const more = left.length > mostShown ? `; and ${left.length - mostShown} more` : "";
  if (refusal) throw new ConfigError(refusal(`${left.slice(0, mostShown).map(showControls).join("; ")}${more}`));
  process.stderr.write(left.map((one) => `left out: ${showControls(one)}\n`).join(""));
}
