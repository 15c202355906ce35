import { formatCount } from "@/lib/chart/format";
import { outcomeWords } from "@/lib/chart/outcome-words";
import { type MatrixModel, outcomeLetters } from "@/lib/chart/prepare-matrix";
import { cellLook } from "./cell-look";

export function MatrixLegend({ counts }: { counts: MatrixModel["counts"] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-12" aria-label="Outcomes">
      {outcomeLetters.filter((letter) => counts[letter] > 0).map((letter) => (
        <li key={letter} className="inline-flex items-center gap-1.5">
          <span className="inline-block h-3 w-3 rounded-[2px]" style={{ background: `color-mix(in srgb, var(--${cellLook[letter].token}) ${cellLook[letter].alpha * 100}%, transparent)` }} aria-hidden />
          {outcomeWords[letter]} <span className="text-muted tabular-nums">{formatCount(counts[letter])}</span>
        </li>
      ))}
    </ul>
  );
}
