import type { StepAxis } from "@/lib/chart/step-axis";
import type { Range } from "../../_charts/plot-model";

/** What every chart of a run shares: the x axis with the part of it in sight, and the step that is being read. */
export type PanelProps = {
  axis: StepAxis; range: Range; activeStep: number | null;
  onActive: (step: number | null) => void; onOpen: (step: number) => void; onZoom: (range: Range | null) => void;
};
