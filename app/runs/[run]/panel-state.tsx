import type { ReactNode } from "react";

const look = { empty: "text-unknown", error: "text-regressed" } as const;

/** Why a panel has no chart: nothing there yet, or a fault with what to do; as high as the chart would be. */
export function PanelState({ tone, height, children }: { tone: keyof typeof look; height: string; children: ReactNode }) {
  return (
    <div role={tone === "error" ? "alert" : "status"} className={`flex flex-col gap-2 px-3 pt-2 pb-3 text-13 ${height} ${look[tone]}`}>
      {children}
    </div>
  );
}
