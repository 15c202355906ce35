import { Command } from "commander";
import type { z } from "zod";
import type { Endpoint } from "@/lib/contracts";
import { allPages } from "./all-pages";
import { connect } from "./connect";
import { formatTable } from "./format-table";
import { printJson } from "./print-json";

export interface Listing<T> {
  description: string;
  endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, z.ZodType<{ items: T[]; nextCursor: string | null }>>;
  /** What the list belongs to: the command's argument, and the endpoint's parameter. */
  of?: { argument: string; param: string };
  head: string[];
  row: (item: T) => string[];
  /** What to type where there is none yet. @param of the argument */
  empty: (of: string) => string;
  example: string;
}

/** `list`: every item as a row of a table, or as JSON. */
export function listCommand<T>({ description, endpoint, of, head, row, empty, example }: Listing<T>): Command {
  const command = new Command("list").description(description).option("--json", "as JSON").addHelpText("after", `\nExample:\n  $ ${example}\n`);
  if (of) command.argument(of.argument);
  return command.action(async () => {
    const [owner = ""] = command.args;
    const items: T[] = [];
    for await (const item of allPages(connect(), endpoint, of ? { params: { [of.param]: owner } } : {})) items.push(item);
    if (command.opts<{ json?: boolean }>().json) return printJson(items);
    process.stdout.write(items.length === 0 ? `${empty(owner)}\n` : formatTable(head, items.map(row)));
  });
}
