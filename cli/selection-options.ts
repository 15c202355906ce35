import { Option, type Command } from "commander";
import type { Selection } from "@/lib/contracts";

export interface SelectionOptions { branch?: string; rewardModel?: string; referenceSet?: string }

/** Which curve of the run a command reads; left out, the run's primary one on the branch main. */
export const withSelection = (command: Command): Command =>
  command
    .addOption(new Option("--branch <name>", "branch of the run").default("main"))
    .option("--reward-model <name>", "another reward model than the run's primary one")
    .option("--reference-set <name>", "another reference set than the run's primary one");

export const selectionOf = ({ branch, rewardModel, referenceSet }: SelectionOptions): Partial<Selection> => ({ branch, rewardModel, referenceSet });
