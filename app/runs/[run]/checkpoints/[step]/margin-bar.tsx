/** Left of the middle the reference is ahead, right of it the checkpoint. @param most largest margin in sight, for the scale */
export function MarginBar({ margin, most, width = 84 }: { margin: number; most: number; width?: number }) {
  const middle = width / 2, share = Math.min(1, Math.abs(margin) / most) * (middle - 2);
  return (
    <svg width={width} height="10" viewBox={`0 0 ${width} 10`} className="shrink-0" aria-hidden>
      <path d={`M${middle} 0v10`} stroke="var(--line-strong)" />
      <rect x={margin < 0 ? middle - share : middle} y="2" width={share} height="6" rx="1" fill={margin < 0 ? "var(--regressed)" : "var(--healthy)"} />
    </svg>
  );
}
