import type { ReactNode } from "react";
import type { SeriesLook } from "./plot-model";

const shapes: Record<SeriesLook["shape"], (colour: string) => ReactNode> = {
  circle: (colour) => <circle cx="15" cy="7" r="3.5" fill={colour} />,
  rectRot: (colour) => <rect x="12" y="4" width="6" height="6" fill={colour} transform="rotate(45 15 7)" />,
  triangle: (colour) => <path d="m15 2.6 4 7h-8z" fill={colour} />,
  triangleDown: (colour) => <path d="m15 11.4 4-7h-8z" fill={colour} />,
  rect: (colour) => <rect x="12" y="4" width="6" height="6" fill={colour} />,
  star: (colour) => <path d="M15 3v8m-4-4h8m-6.8-2.8 5.6 5.6m0-5.6-5.6 5.6" stroke={colour} strokeWidth="1.4" />,
};

/** A line as it is drawn: colour, dash, point and band. */
export function SeriesMark({ look: { token, dash, shape } }: { look: SeriesLook }) {
  const colour = `var(--${token})`;
  return (
    <svg width="30" height="14" viewBox="0 0 30 14" className="shrink-0" aria-hidden>
      <rect x="0" y="1" width="30" height="12" rx="2" fill={colour} opacity=".13" />
      <path d="M0 7h30" stroke={colour} strokeWidth="2" strokeDasharray={dash.join(" ") || undefined} />
      {shapes[shape](colour)}
    </svg>
  );
}
