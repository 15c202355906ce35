import type { Estimate } from "@/lib/contracts/primitives";
import { type ValueUnit, formatInterval, formatValue } from "@/lib/chart/format";
import { reasonWords } from "@/lib/chart/reason-words";

/** Value and interval, or why it is not known. */
export function EstimateValue({ estimate, unit, strong = false }: { estimate: Estimate; unit: ValueUnit; strong?: boolean }) {
  if (estimate.value === null) return <span className="text-unknown">{reasonWords(estimate.reason)}</span>;
  return (
    <span className="whitespace-nowrap tabular-nums">
      <span className={strong ? "font-semibold" : "font-medium"}>{formatValue(estimate.value, unit, estimate)}</span>{" "}
      <span className="text-muted">{formatInterval(estimate, unit)}</span>
    </span>
  );
}
