import type { CurveModel } from "@/lib/chart/curve-model";
import { formatCount } from "@/lib/chart/format";
import type { MetricName } from "@/lib/chart/metrics";
import type { Curve } from "@/lib/contracts/curves";
import type { TermName } from "../_ui/terms";
import { Term } from "../_ui/term";
import { hasFailed, seriesLook } from "./plot-of";

const termOf: Record<MetricName, TermName> = { winProbability: "win probability", winRate: "win rate", meanScore: "score" };

/** Lines with their interval methods, n, and only those marks of the grammar that are in sight. */
export function Legend({ models, curve, nPrompts }: { models: readonly CurveModel[]; curve: Curve; nPrompts: number }) {
  const [lead] = models as [CurveModel];
  const marks = [
    lead.best && { key: "best", icon: <circle cx="8" cy="6" r="4.6" fill="none" stroke="var(--best)" strokeWidth="2" />, text: lead.highWater?.provisional ? "best so far" : "best" },
    lead.highWater && { key: "high", icon: <path d="M0 6h16" stroke="var(--best)" strokeWidth="1.6" strokeDasharray="4 3" />, text: <Term name="high-water line" /> },
    lead.provisional.length > 0 && { key: "provisional", icon: <circle cx="8" cy="6" r="4" fill="var(--raised)" stroke="var(--unknown)" strokeWidth="2" />, text: <Term name="provisional" /> },
    lead.incomplete.length > 0 && { key: "incomplete", icon: <path d="m4 2 8 8m0-8-8 8" stroke="var(--unknown)" strokeWidth="1.6" />, text: "incomplete" },
    lead.gaps.some((gap) => !hasFailed(gap)) && { key: "waiting", icon: <><path d="M0 6h16" stroke="var(--line-strong)" /><circle cx="8" cy="6" r="3.4" fill="var(--raised)" stroke="var(--unknown)" strokeWidth="1.5" /></>, text: "no point yet" },
    lead.gaps.some(hasFailed) && { key: "failed", icon: <><path d="M0 6h16" stroke="var(--line-strong)" /><path d="m4.5 2.5 7 7m0-7-7 7" stroke="var(--regressed)" strokeWidth="1.5" /></>, text: "failed step" },
  ].filter((mark) => mark !== null && mark !== false);
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-1.5 text-13">
      {models.map((model) => (
        <span key={model.metric} className="inline-flex items-center gap-2">
          <SeriesMark metric={model.metric} />
          <span className="font-medium"><Term name={termOf[model.metric]}>{model.label}</Term></span>
          <span className="text-12 text-muted">{curve.methods[model.metric]}</span>
        </span>
      ))}
      <span className="text-12 text-muted">n = {formatCount(nPrompts)} prompts</span>
      {marks.map(({ key, icon, text }) => (
        <span key={key} className="inline-flex items-center gap-1.5 text-12 text-muted"><svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>{icon}</svg>{text}</span>
      ))}
    </div>
  );
}

export function SeriesMark({ metric }: { metric: MetricName }) {
  const { token, dash, shape } = seriesLook[metric];
  const colour = `var(--${token})`;
  return (
    <svg width="30" height="14" viewBox="0 0 30 14" className="shrink-0" aria-hidden>
      <rect x="0" y="1" width="30" height="12" rx="2" fill={colour} opacity=".13" />
      <path d="M0 7h30" stroke={colour} strokeWidth="2" strokeDasharray={dash.join(" ") || undefined} />
      {shape === "circle" ? <circle cx="15" cy="7" r="3.5" fill={colour} /> : <rect x="12" y="4" width="6" height="6" fill={colour} transform="rotate(45 15 7)" />}
    </svg>
  );
}
