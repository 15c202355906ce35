import { InvalidArgumentError, Option } from "commander";
import type { ColumnNames } from "@/lib/formats/completions-of";

const fields = ["key", "completion", "finishReason", "sample"] as const;

/** `--column completion=output`, any number of times. */
export const columnOption = (): Option =>
  new Option("--column <field=name>", `name of the column that holds ${fields.join(", ")}; may be repeated`).default({}, "the usual names").argParser((text: string, before: ColumnNames): ColumnNames => {
    const at = text.indexOf("=");
    const field = fields.find((name) => name === text.slice(0, at));
    if (!field || at === text.length - 1) throw new InvalidArgumentError(`Write field=name, the field one of ${fields.join(", ")}.`);
    return { ...before, [field]: text.slice(at + 1) };
  });
