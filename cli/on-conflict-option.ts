import { Option } from "commander";

export const onConflictOption = (): Option => new Option("--on-conflict <what>", "when the step has other completions").choices(["reject", "branch"]).default("reject");
