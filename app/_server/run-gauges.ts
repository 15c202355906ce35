import { Gauge, type Registry } from "prom-client";
import type { ListedRun } from "@/lib/contracts";

export type RunGauges = Record<"value" | "low" | "high" | "best" | "step" | "looks" | "regressed" | "detectable", Gauge<string>>;

/** What dashboards of other systems draw of a run: its last point with its interval, its best checkpoint, its verdict. */
export function createRunGauges(registry: Registry): RunGauges {
  const gauge = (name: string, help: string, more: readonly string[] = []) =>
    new Gauge({ name: `tidemark_run_${name}`, help, labelNames: ["project", "run", ...more], registers: [registry] });
  return {
    value: gauge("value", "Last point of the primary curve: win probability, or win rate where the model has none", ["metric"]),
    low: gauge("value_low", "Lower end of its pointwise 95 % interval", ["metric"]),
    high: gauge("value_high", "Upper end of its pointwise 95 % interval", ["metric"]),
    best: gauge("best_step", "Step of the checkpoint to keep"),
    step: gauge("last_step", "Step of the last point"),
    looks: gauge("looks", "Looks of the primary curve"),
    regressed: gauge("regressed", "1 while the verdict is regressed, 0 while it is healthy; absent while it is not known"),
    detectable: gauge("detectable_drop", "Sudden drop that the next look would find with probability one half"),
  };
}

/** Sets what is known and takes away what is not: unknown is absent, never zero. */
export function setRunGauges(gauges: RunGauges, runs: readonly ListedRun[]): void {
  for (const gauge of Object.values(gauges)) gauge.reset();
  for (const { project, name, detectable, summary: { verdict, metric, best, last, nLooks } } of runs) {
    const labels = { project, run: name };
    const value = last?.value;
    if (last && value && value.value !== null) {
      gauges.value.set({ ...labels, metric }, value.value);
      gauges.low.set({ ...labels, metric }, value.low);
      gauges.high.set({ ...labels, metric }, value.high);
      gauges.step.set(labels, last.step);
    }
    if (best && !best.provisional) gauges.best.set(labels, best.step);
    if (verdict === "regressed" || verdict === "healthy") gauges.regressed.set(labels, verdict === "regressed" ? 1 : 0);
    if (detectable) gauges.detectable.set(labels, detectable.fast);
    gauges.looks.set(labels, nLooks);
  }
}
