import { memo } from "react";
import { formatCount, formatStep } from "@/lib/chart/format";
import type { Annotation } from "@/lib/contracts/panels";
import { RelativeTime } from "../../_ui/relative-time";
import { VisibleLine } from "../../_ui/visible-line";

/** What people wrote about the run; a note at a step is a flag in the chart. */
export const RunNotes = memo(function RunNotes({ notes, onShow }: { notes: readonly Annotation[]; onShow: (step: number | null) => void }) {
  if (notes.length === 0) return null;
  return (
    <section className="panel px-4 py-3" aria-label="Notes">
      <h2 className="text-14">Notes <span className="font-normal text-muted">{formatCount(notes.length)}</span></h2>
      <ul className="mt-1 max-h-60 divide-y divide-line overflow-y-auto print:max-h-none" tabIndex={0} aria-label="Notes, by step">
        {notes.map(({ id, step, text, author, createdAt }) => (
          <li key={id} className="flex flex-wrap gap-x-4 py-1.5 text-13" onMouseEnter={() => onShow(step)} onMouseLeave={() => onShow(null)}>
            <span className="w-24 shrink-0 tabular-nums">{step === null ? <span className="text-muted">whole run</span> : `step ${formatStep(step)}`}</span>
            <span className="min-w-0 flex-1 basis-60"><VisibleLine text={text} wrap /></span>
            <span className="text-12 text-muted"><VisibleLine text={author} className="text-12!" />, <RelativeTime at={createdAt} /></span>
          </li>
        ))}
      </ul>
    </section>
  );
});
