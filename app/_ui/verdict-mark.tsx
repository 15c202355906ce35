import type { ReactNode } from "react";
import type { VerdictWord } from "@/lib/contracts/runs";

const look: Record<VerdictWord, { colour: string; word: string; sign: ReactNode }> = {
  healthy: { colour: "text-healthy", word: "Healthy", sign: <path d="m2 6.3 2.7 2.7L10 3" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" /> },
  regressed: { colour: "text-regressed", word: "Regressed", sign: <path d="M1.5 2.5 6 6l1.5-1.2 3 4.7M10.6 6v3.6H7" fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round" /> },
  insufficient: { colour: "text-unknown", word: "Not enough evidence", sign: <><circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 1.8" /><circle cx="6" cy="6" r="1.2" fill="currentColor" /></> },
  pending: { colour: "text-unknown", word: "Pending", sign: <><circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M6 1.5a4.5 4.5 0 0 1 0 9z" fill="currentColor" /></> },
};

export const verdictWord = (verdict: VerdictWord): string => look[verdict].word;

/** A verdict as word, colour and sign. */
export function VerdictMark({ verdict }: { verdict: VerdictWord }) {
  const { colour, word, sign } = look[verdict];
  return (
    <span className={`inline-flex items-center gap-1.5 font-medium whitespace-nowrap ${colour}`}>
      <svg width="12" height="12" viewBox="0 0 12 12" className="shrink-0" aria-hidden>{sign}</svg>{word}
    </span>
  );
}
