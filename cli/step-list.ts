const shownAtMost = 20;

/** `100, 200, 300`; of many the first ones and how many more. */
export function stepList(steps: readonly number[]): string {
  const more = steps.length - shownAtMost;
  return `${steps.slice(0, shownAtMost).join(", ")}${more > 0 ? ` and ${more} more (--json lists all)` : ""}`;
}
