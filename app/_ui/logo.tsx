/** The high-water line above a wave. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeLinecap="round" aria-hidden>
      <path d="M2 7h20" stroke="var(--best)" strokeWidth="1.8" strokeDasharray="3.2 3" />
      <path d="M2 17c2.5-4.6 5-4.6 7.5 0s5 4.6 7.5 0c1.2-2.2 2.6-3.4 5-3.6" stroke="var(--tide)" strokeWidth="2.2" />
    </svg>
  );
}
