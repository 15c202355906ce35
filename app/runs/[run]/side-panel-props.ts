import type { Curve, CurvePoint } from "@/lib/contracts/curves";
import type { PanelProps } from "./panel-props";

/** What each panel under the curve gets: `at` is the point being read, or the latest. */
export type SidePanelProps = PanelProps & { curve: Curve; at: CurvePoint | undefined; steps: number[] };
