import type { CurvePoint } from "@/lib/contracts/curves";
import { formatCount } from "@/lib/chart/format";

/** Order, colour and pattern of the outcomes, the same in every picture of them. */
export const outcomeParts = [
  { key: "nWin", text: "win", token: "healthy", pattern: "solid" },
  { key: "nTie", text: "tie", token: "tie", pattern: "solid" },
  { key: "nLoss", text: "loss", token: "regressed", pattern: "tinted" },
  { key: "nFailed", text: "failed", token: "unknown", pattern: "crossed" },
  { key: "nReferenceFailed", text: "no reference score", token: "unknown", pattern: "hatched" },
  { key: "nMissing", text: "missing", token: "unknown", pattern: "hollow" },
] as const satisfies readonly { key: keyof CurvePoint; text: string; token: string; pattern: string }[];

export function patternStyle(token: string, pattern: string): React.CSSProperties {
  const colour = `var(--${token})`;
  const faint = `color-mix(in srgb, ${colour} 34%, transparent)`;
  if (pattern === "solid") return { background: colour };
  if (pattern === "tinted") return { background: faint, boxShadow: `inset 0 0 0 1px ${colour}` };
  if (pattern === "hollow") return { border: `1px dashed ${colour}` };
  const lines = (angle: number) => `repeating-linear-gradient(${angle}deg, ${colour} 0 1.2px, transparent 1.2px 4px)`;
  return { background: pattern === "crossed" ? `${lines(45)}, ${lines(-45)}, ${faint}` : `${lines(-45)}, ${faint}` };
}

/** Outcomes of one checkpoint as one bar of all its prompts. */
export function OutcomeBar({ point, className = "h-2.5" }: { point: CurvePoint; className?: string }) {
  const total = Math.max(1, point.nPrompts + point.nPending);
  const words = outcomeParts.filter(({ key }) => point[key] > 0).map(({ key, text }) => `${formatCount(point[key])} ${text}`).join(", ");
  return (
    <div role="img" aria-label={words || "no outcome yet"} className={`flex gap-px overflow-hidden rounded-sm bg-line/40 ${className}`}>
      {outcomeParts.map(({ key, token, pattern }) => point[key] > 0 && <div key={key} style={{ width: `${(point[key] / total) * 100}%`, ...patternStyle(token, pattern) }} />)}
    </div>
  );
}
