import { labelledPairs, type LabelledPair } from "@/lib/formats/labelled-pairs";
import { inFile, readTableFile } from "./read-table-file";

export type { LabelledPair };

/**
 * Reads labelled pairs from .jsonl, .json or .csv; a file of another name is JSON Lines.
 * @throws ConfigError naming the file, the row and the field
 */
export function readLabelledPairs(file: string): LabelledPair[] {
  return inFile(file, () => labelledPairs(readTableFile(file, "jsonl")));
}
