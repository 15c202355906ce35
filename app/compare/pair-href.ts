import type { Comparison } from "@/lib/contracts/comparisons";

/** Where the words of one prompt at one side are; compared as here. */
export function pairHref({ run, step, branch }: Comparison["a"], key: string, search: URLSearchParams): string {
  const to = new URLSearchParams({ key });
  for (const name of ["rewardModel", "referenceSet"]) { const value = search.get(name); if (value) to.set(name, value); }
  if (branch !== "main") to.set("branch", branch);
  return `/runs/${run}/checkpoints/${step}?${to}`;
}
