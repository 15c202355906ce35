import type { Range } from "../../_charts/plot-model";

/** What every chart of a run shares: the x axis, and the step that is being read. */
export type PanelProps = {
  range: Range; activeStep: number | null;
  onActive: (step: number | null) => void; onOpen: (step: number) => void; onZoom: (range: Range | null) => void;
};
