import type { ReactNode } from "react";

export type Tone = "tide" | "best" | "regressed" | "healthy" | "unknown";
const look: Record<Tone, string> = {
  tide: "border-tide/40 bg-tide-wash", best: "border-best/40 bg-best-wash", regressed: "border-regressed/40 bg-regressed-wash",
  healthy: "border-healthy/40 bg-healthy-wash", unknown: "border-unknown/40 bg-unknown-wash",
};

/** A sentence that says what happened, with what to do under it. */
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`rounded-md border px-4 py-3 text-13 ${look[tone]}`}>
      {title && <p className="font-medium">{title}</p>}
      {children && <div className={title ? "mt-1" : ""}>{children}</div>}
    </div>
  );
}
