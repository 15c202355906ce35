import { test } from "vitest";
import { tQuantile } from "@/lib/stats/t-quantile";
import { clusterSums } from "@/lib/stats/cluster-sums";
import { tTail } from "@/lib/stats/t-tail";
import { clusteredMean } from "@/lib/stats/clustered-mean";
import { summariseDegeneracy } from "@/lib/detect/degeneracy/summarise-degeneracy";
import { compareToStart } from "@/lib/detect/degeneracy/compare-to-start";
import { unpackTextMeasures } from "@/lib/detect/degeneracy/pack-text-measures";
test("x", () => {
  const n = 805; const v = Float64Array.from({ length: n }, () => Math.random()); const ids = Int32Array.from({ length: n }, (_, i) => i);
  const time = (name: string, f: () => void, k = 2000) => { for (let i = 0; i < 200; i++) f(); const c = process.cpuUsage(); for (let i = 0; i < k; i++) f(); const d = process.cpuUsage(c); console.log("PERF", name, ((d.user + d.system) / k).toFixed(1), "us"); };
  time("tq", () => { tQuantile(0.975, 804); });
  time("tt", () => { tTail(2.5, 804); });
  time("cs", () => { clusterSums(v, ids); });
  time("cm", () => { clusteredMean(v, ids); });
  time("cm null", () => { clusteredMean(v, null); });
  const m = new Float32Array(n * 13).map(() => Math.random());
  time("unpack", () => { unpackTextMeasures(m, n); }, 200);
  const u = unpackTextMeasures(m, n);
  time("summarise", () => { summariseDegeneracy(u, ids); }, 200);
  const looks = Array.from({ length: 200 }, (_, t) => ({ step: t, measures: unpackTextMeasures(m, n) }));
  for (let k = 0; k < 3; k++) { const c = process.cpuUsage(); compareToStart({ looks, clusters: ids, blockSize: 4 }); const d = process.cpuUsage(c); console.log("PERF compareToStart 200", (d.user + d.system) / 1000, "ms"); }
});
