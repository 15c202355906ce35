/** A grey sea where content will be; sized by the caller, so that nothing moves when it comes. */
export function Skeleton({ className }: { className: string }) {
  return <div className={`skeleton ${className}`} aria-hidden />;
}
