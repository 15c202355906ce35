import { queryOptions } from "@tanstack/react-query";
import type { Annotation } from "@/lib/contracts/panels";
import { call } from "./call";
import { contract } from "./contract";
import { runKey } from "./run";

export const annotationsPageSize = 500;
/** Every note of a run: those on the run as a whole, then by step. */
export const annotationsQuery = (run: string) =>
  queryOptions({
    queryKey: [...runKey(run), "annotations"] as const,
    queryFn: async ({ signal }) => {
      const items: Annotation[] = [];
      for (let cursor: string | null = null, first = true; first || cursor; first = false) {
        const page: { items: Annotation[]; nextCursor: string | null } = await call(contract("listAnnotations"), {
          params: { run }, query: { limit: annotationsPageSize, ...(cursor ? { cursor } : {}) }, signal,
        });
        items.push(...page.items);
        cursor = page.nextCursor;
      }
      return items;
    },
  });
