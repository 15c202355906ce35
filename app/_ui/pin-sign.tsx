/** A drawing pin, filled where something is pinned. */
export function PinSign({ pinned }: { pinned: boolean }) {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill={pinned ? "currentColor" : "none"} stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" strokeLinecap="round" aria-hidden>
      <path d="M5 1.8h4L8.6 6l2 1.9v1H3.4v-1l2-1.9zM7 8.9v3.6" />
    </svg>
  );
}
