import { z } from "zod";

export interface BodyParts {
  /** The one list of the body, e.g. "completions". */
  list: string;
  /** The contract of one item. */
  item: z.ZodType;
  /** The whole body, its items unread. */
  shell: z.ZodType;
  /** The body without its list, with the number of items instead (`nCompletions`). */
  head: z.ZodType;
  /** Name of that number. */
  count: string;
}

const known = new WeakMap<z.ZodType, BodyParts | null>();

/** Takes a contract apart whose body is an object with one list, so that a long list can be read item by item; else null. */
export function bodyParts(schema: z.ZodType): BodyParts | null {
  const cached = known.get(schema);
  if (cached !== undefined) return cached;
  const parts = takeApart(schema);
  known.set(schema, parts);
  return parts;
}

function takeApart(schema: z.ZodType): BodyParts | null {
  if (!(schema instanceof z.ZodObject) || schema.def.checks?.length) return null;
  const lists = Object.entries(schema.shape).filter((entry): entry is [string, z.ZodArray<z.ZodType>] => entry[1] instanceof z.ZodArray);
  const found = lists[0];
  if (!found || lists.length > 1) return null;
  const [list, array] = found;
  const count = `n${list[0]?.toUpperCase()}${list.slice(1)}`;
  const unread = z.array(z.unknown()).check(...((array.def.checks ?? []) as z.core.$ZodCheck<unknown[]>[]));
  return {
    list,
    item: array.element,
    shell: schema.extend({ [list]: unread }),
    head: (schema as z.ZodObject<Record<string, z.ZodType>>).omit({ [list]: true } as Record<string, true>).extend({ [count]: z.number().int().min(1).max(1_000_000) }),
    count,
  };
}
