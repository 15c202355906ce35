import type { ReactNode } from "react";
import { formatStep } from "@/lib/chart/format";
import type { CurvePoint } from "@/lib/contracts/curves";
import type { PanelProps } from "./panel-props";

/** A small chart with its name, the value at the step that is being read, and what has to be said of it. */
export function StepPanel({ title, at, value, children, foot }: { title: ReactNode; at: CurvePoint | undefined; value: ReactNode; children: ReactNode; foot?: ReactNode }) {
  return (
    <section className="panel min-w-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 pt-3">
        <h2 className="text-13">{title}</h2>
        <p className="text-13">{at && <span className="text-12 text-muted">step {formatStep(at.step)} </span>}{value}</p>
      </div>
      <div className="px-1 pt-1">{children}</div>
      <div className="px-4 pb-3 text-12 text-muted">{foot}</div>
    </section>
  );
}

/** What a small chart passes on of the shared axis, crosshair and zoom. */
export const panelKeys = ({ axis, activeStep, onActive, onOpen, onZoom }: Omit<PanelProps, "range">) => ({ axis, activeStep, onActive, onOpen, onZoom });
