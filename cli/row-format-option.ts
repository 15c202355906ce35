import { Option } from "commander";
import { rowFormats } from "@/lib/formats/row-formats";

/** Who wrote the file, where its first row does not say it well enough. */
export const rowFormatOption = (): Option => new Option("--format <format>", "how the rows are written; left out, the first row decides").choices(rowFormats);
