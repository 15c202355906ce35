import type { ReactNode } from "react";
import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount } from "@/lib/chart/format";
import type { Flag } from "@/lib/chart/prepare-flags";
import { Term } from "../_ui/term";
import type { PlotMarks, SeriesLook } from "./plot-model";
import { SeriesMark } from "./series-mark";

/** A line of the plot: how it looks, its name, its interval method, and what keeps it from being drawn. */
export type LegendLine = { key: string; look: SeriesLook; name: ReactNode; method?: string; problem?: string | null };

const flagWords: Record<Flag["kind"], string> = { episode: "new episode", fork: "fork", annotation: "note" };

/** Lines with their interval methods, n, and only those marks of the grammar that are in sight. */
export function Legend({ lines, lead, marks, nPrompts, guide }: { lines: readonly LegendLine[]; lead: CurveModel; marks: PlotMarks; nPrompts: number; guide: boolean }) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-1.5 text-13">
      {lines.map(({ key, look, name, method, problem }) => (
        <span key={key} className="inline-flex min-w-0 items-center gap-2">
          <SeriesMark look={look} />
          <span className="font-medium [overflow-wrap:anywhere]">{name}</span>
          {problem ? <span className="text-12 text-unknown">{problem}</span> : method && <span className="text-12 text-muted">{method}</span>}
        </span>
      ))}
      <span className="text-12 text-muted">n = {formatCount(nPrompts)} prompts</span>
      {marksOf(lead, marks, guide).map(({ key, icon, text }) => (
        <span key={key} className="inline-flex items-center gap-1.5 text-12 text-muted"><svg width="16" height="12" viewBox="0 0 16 12" className="shrink-0" aria-hidden>{icon}</svg>{text}</span>
      ))}
    </div>
  );
}

type Mark = { key: string; icon: ReactNode; text: ReactNode };

function marksOf(lead: CurveModel, { best, highWater, bestSet, bracket, flags, breaks }: PlotMarks, guide: boolean): Mark[] {
  const flagsInSight = [...new Set(flags.map(({ kind }) => flagWords[kind]))].join(", ");
  const reasons = [...new Set(breaks.map(({ reason }) => reason))].join("; ");
  const marks: (Mark | false)[] = [
    best !== null && { key: "best", icon: <circle cx="8" cy="6" r="4.6" fill="none" stroke="var(--best)" strokeWidth="2" />, text: lead.highWater?.provisional ? "best so far" : "best" },
    highWater !== null && { key: "high", icon: <path d="M0 6h16" stroke="var(--best)" strokeWidth="1.6" strokeDasharray="4 3" />, text: <><Term name="high-water line" />{lead.highWater?.shrunk && ", shrunk"}</> },
    bestSet.length > 0 && { key: "set", icon: <rect x="0" y="4" width="16" height="4" rx="2" fill="var(--best)" opacity=".62" />, text: "same within error" },
    bracket !== null && { key: "bracket", icon: <path d="M1 10V7h4v3M3 7V3h10v4m-2 3V7h4v3" fill="none" stroke="var(--regressed)" strokeWidth="1.3" />, text: "the contrast that fired" },
    flags.length > 0 && { key: "flags", icon: <><path d="M3 0v12" stroke="var(--ink)" strokeWidth="1" /><path d="M3 1h9v5H3z" fill="var(--ink)" opacity=".3" /></>, text: flagsInSight },
    breaks.length > 0 && { key: "breaks", icon: <path d="m0 8 3-4 3 4 3-4 3 4 3-4" fill="none" stroke="var(--unknown)" strokeWidth="1.5" />, text: `not comparable: ${reasons}` },
    guide && { key: "guide", icon: <path d="M0 6h16" stroke="var(--muted)" strokeWidth="1.2" />, text: "five-step guide, decides nothing" },
    lead.provisional.length > 0 && { key: "provisional", icon: <circle cx="8" cy="6" r="4" fill="var(--raised)" stroke="var(--unknown)" strokeWidth="2" />, text: <Term name="provisional" /> },
    lead.incomplete.length > 0 && { key: "incomplete", icon: <path d="m4 2 8 8m0-8-8 8" stroke="var(--unknown)" strokeWidth="1.6" />, text: "incomplete" },
    lead.gaps.some(({ failed }) => !failed) && { key: "waiting", icon: <><path d="M0 6h16" stroke="var(--line-strong)" /><circle cx="8" cy="6" r="3.4" fill="var(--raised)" stroke="var(--unknown)" strokeWidth="1.5" /></>, text: "no point yet" },
    lead.gaps.some(({ failed }) => failed) && { key: "failed", icon: <><path d="M0 6h16" stroke="var(--line-strong)" /><path d="m4.5 2.5 7 7m0-7-7 7" stroke="var(--regressed)" strokeWidth="1.5" /></>, text: "failed step" },
  ];
  return marks.filter((mark) => mark !== false);
}
