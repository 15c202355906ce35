import { type AxisName, axisNames } from "@/lib/chart/step-axis";
import type { Range } from "../../_charts/plot-model";
import { type OverlayRef, mostOverlays, overlayKey, parseOverlay } from "./overlay-ref";

/** How the chosen curve is looked at: nothing of this changes what is computed. */
export type RunView = {
  axis: AxisName;
  /** Curves that lie over the chosen one, each once. */
  overlays: OverlayRef[];
  /** The part of the axis in sight, in its units; null for all of it. */
  zoom: Range | null;
  /** Steps to compare, at most two, in the order in which they were chosen. */
  chosen: number[];
  /** The five-step guide. */
  guide: boolean;
  /** Numbers instead of the chart. */
  table: boolean;
};

const plain: RunView = { axis: "step", overlays: [], zoom: null, chosen: [], guide: false, table: false };

/** What the address asks for; what cannot be read is left out. */
export function parseView(search: URLSearchParams): RunView {
  const overlays = new Map(search.getAll("overlay").flatMap((text) => parseOverlay(text) ?? []).map((ref) => [overlayKey(ref), ref]));
  const chosen = [...new Set((search.get("chosen") ?? "").split(",").filter((text) => /^\d{1,16}$/.test(text)).map(Number))];
  return {
    axis: axisNames.find((name) => name === search.get("axis")) ?? plain.axis,
    overlays: [...overlays.values()].slice(0, mostOverlays),
    zoom: parseZoom(search.get("zoom") ?? ""),
    chosen: chosen.slice(0, 2),
    guide: search.get("guide") === "1",
    table: search.get("table") === "1",
  };
}

function parseZoom(text: string): Range | null {
  const [min, max] = text.split("..").map(Number);
  return min !== undefined && max !== undefined && Number.isFinite(min) && Number.isFinite(max) && min < max ? { min, max } : null;
}

/** Seven digits are finer than a pixel. */
const short = (place: number) => String(Number(place.toPrecision(7)));

/** The address with the view in it, as parseView reads it back; what is as at first is left out. @param search begins with `?`, or is empty */
export function withView(search: string, { axis, overlays, zoom, chosen, guide, table }: RunView): string {
  const all = new URLSearchParams(search);
  if (axis !== plain.axis) all.set("axis", axis);
  for (const ref of overlays) all.append("overlay", overlayKey(ref));
  if (zoom) all.set("zoom", `${short(zoom.min)}..${short(zoom.max)}`);
  if (chosen.length > 0) all.set("chosen", chosen.join(","));
  if (guide) all.set("guide", "1");
  if (table) all.set("table", "1");
  const text = all.toString();
  return text === "" ? "" : `?${text}`;
}
