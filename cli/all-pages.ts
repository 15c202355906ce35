import type { z } from "zod";
import type { Endpoint } from "@/lib/contracts";
import { callApi, type Api } from "./api-client";

type List<T> = z.ZodType<{ items: T[]; nextCursor: string | null }>;
interface Input { params?: Record<string, string | number>; query?: Record<string, string | number | undefined> }

/** Every item of a list, page after page; only one page is held at a time. */
export async function* allPages<T>(api: Api, endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, List<T>>, input: Input = {}): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const { data } = await callApi(api, endpoint, { ...input, query: { limit: 500, ...input.query, cursor } });
    yield* data.items;
    cursor = data.nextCursor ?? undefined;
  } while (cursor);
}
