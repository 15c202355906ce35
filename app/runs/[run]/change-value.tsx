import { describeChange } from "@/lib/chart/describe-change";
import type { Changes } from "@/lib/contracts/comparisons";

/**
 * Change since the point before with its interval and n, or why it is not known; hovering says against which step. No colour says good
 * or bad: one interval in twenty leaves zero out by chance, and only the detector decides over steps.
 */
export function ChangeValue({ change }: { change: Changes["points"][number] }) {
  const { value, interval, n, detail, apart } = describeChange(change);
  if (value === null) return <span className="text-unknown" title={detail}>{interval}</span>;
  return (
    <span className="whitespace-nowrap tabular-nums" title={detail}>
      <span className={apart ? "font-semibold" : ""}>{value}</span> <span className="text-muted">{interval} {n}</span>
    </span>
  );
}
