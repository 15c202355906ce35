import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";
import { type CurveSelection, runKey } from "./run";
import { withoutBlanks } from "./without-blanks";

export const matrixQuery = (run: string, selection: CurveSelection & { from?: string; to?: string }) =>
  queryOptions({
    queryKey: [...runKey(run), "matrix", withoutBlanks(selection)] as const, placeholderData: keepPreviousData, retry: false,
    queryFn: ({ signal }) => call(contract("readMatrix"), { params: { run }, query: withoutBlanks(selection), signal }),
  });
