/** Share done, with the number beside it in words of the caller. */
export function ProgressBar({ done, total, label, failed = 0, className = "" }: { done: number; total: number; label: string; failed?: number; className?: string }) {
  const percent = total === 0 ? 0 : Math.min(100, (done / total) * 100);
  const failedPercent = total === 0 ? 0 : Math.min(100, (failed / total) * 100);
  return (
    <div role="progressbar" aria-valuemin={0} aria-valuemax={total} aria-valuenow={done} aria-label={label} className={`flex h-1.5 overflow-hidden rounded-full bg-line ${className}`}>
      <div className="h-full bg-tide" style={{ width: `${percent}%`, transition: "width 120ms linear" }} />
      {failed > 0 && <div className="h-full bg-regressed" style={{ width: `${failedPercent}%` }} />}
    </div>
  );
}
