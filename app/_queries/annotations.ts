import { queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";
import { everyPage } from "./every-page";
import { runKey } from "./run";

export const annotationsPageSize = 500;
/** Every note of a run: those on the run as a whole, then by step. */
export const annotationsQuery = (run: string) =>
  queryOptions({
    queryKey: [...runKey(run), "annotations"] as const,
    queryFn: ({ signal }) => everyPage((cursor) => call(contract("listAnnotations"), { params: { run }, query: { limit: annotationsPageSize, ...(cursor !== null && { cursor }) }, signal })),
  });
