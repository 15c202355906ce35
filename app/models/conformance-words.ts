import type { ConformanceCheck, RewardModel } from "@/lib/contracts/reward-models";

/** The report in one line: "10 passed, 1 warning, 1 skipped". */
export function conformanceWords({ conformance, status }: Pick<RewardModel, "conformance" | "status">): string {
  if (conformance.length === 0) return status === "checking" ? "running" : "no report";
  const count = (outcome: ConformanceCheck["outcome"]) => conformance.filter((c) => c.outcome === outcome).length;
  const [pass, warn, fail, skipped] = [count("pass"), count("warn"), count("fail"), count("skipped")];
  return [fail > 0 && `${fail} failed`, `${pass} passed`, warn > 0 && `${warn} ${warn === 1 ? "warning" : "warnings"}`, skipped > 0 && `${skipped} skipped`].filter(Boolean).join(", ");
}
