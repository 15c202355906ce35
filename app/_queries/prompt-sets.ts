import { queryOptions } from "@tanstack/react-query";
import { listPromptSets, listReferenceSets, readNearDuplicates, readPromptReferences, readPromptSet } from "@/lib/contracts/prompt-sets";
import { call } from "./call";

export const promptSetsQuery = () =>
  queryOptions({ queryKey: ["prompt-sets"] as const, queryFn: ({ signal }) => call(listPromptSets, { query: { limit: 500 }, signal }) });
export const promptSetQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet] as const, staleTime: Infinity, queryFn: ({ signal }) => call(readPromptSet, { params: { promptSet }, signal }) });
export const referenceSetsQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "reference-sets"] as const, queryFn: ({ signal }) => call(listReferenceSets, { params: { promptSet }, query: { limit: 500 }, signal }) });
export const promptReferencesQuery = (promptSet: string, key: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "references", key] as const, queryFn: ({ signal }) => call(readPromptReferences, { params: { promptSet }, query: { key }, signal }) });
export const nearDuplicatesQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "near-duplicates"] as const, staleTime: Infinity, queryFn: ({ signal }) => call(readNearDuplicates, { params: { promptSet }, signal }) });
