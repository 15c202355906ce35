import { queryOptions } from "@tanstack/react-query";
import { call } from "./call";
import { contract } from "./contract";

export const promptSetsQuery = () =>
  queryOptions({ queryKey: ["prompt-sets"] as const, queryFn: ({ signal }) => call(contract("listPromptSets"), { query: { limit: 500 }, signal }) });
export const promptSetQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet] as const, staleTime: Infinity, queryFn: ({ signal }) => call(contract("readPromptSet"), { params: { promptSet }, signal }) });
/** Tags of a prompt set, without its prompts. */
export const promptTagsQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "tags"] as const, staleTime: Infinity, queryFn: async ({ signal }) => (await call(contract("readPromptSet"), { params: { promptSet }, query: { prompts: "false" }, signal })).tags });
export const referenceSetsQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "reference-sets"] as const, queryFn: ({ signal }) => call(contract("listReferenceSets"), { params: { promptSet }, query: { limit: 500 }, signal }) });
export const promptReferencesQuery = (promptSet: string, key: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "references", key] as const, queryFn: ({ signal }) => call(contract("readPromptReferences"), { params: { promptSet }, query: { key }, signal }) });
export const nearDuplicatesQuery = (promptSet: string) =>
  queryOptions({ queryKey: ["prompt-sets", promptSet, "near-duplicates"] as const, staleTime: Infinity, queryFn: ({ signal }) => call(contract("readNearDuplicates"), { params: { promptSet }, signal }) });
