import type { ReactNode } from "react";
import type { PlotSeries } from "../../_charts/plot-model";

/** One line of a small legend, drawn as the chart draws it. */
export function LineKey({ series: { token, dash }, children }: { series: Pick<PlotSeries, "token" | "dash">; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <svg width="20" height="8" className="shrink-0" aria-hidden><path d="M0 4h20" stroke={`var(--${token})`} strokeWidth="2" strokeDasharray={dash.join(" ") || undefined} /></svg>
      <span>{children}</span>
    </span>
  );
}
