import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keepList } from "@/lib/detect/keep-list";

const step = fc.nat(12);

describe("keep list", () => {
  test("keeps the best, the earliest within tolerance, the latest and pinned ones; other tested checkpoints are safe to delete", () => {
    expect(keepList({ best: { step: 400, provisional: false }, earliestWithin: 300, latest: 700, pinned: [100], tested: [600, 100, 200, 300, 400, 500] }))
      .toEqual({ keep: [100, 300, 400, 700], safeToDelete: [200, 500, 600] });
  });
  test("nothing is safe to delete while the best is provisional or not known", () => {
    expect(keepList({ best: { step: 400, provisional: true }, earliestWithin: null, latest: 500, pinned: [], tested: [100, 400] })).toEqual({ keep: [400, 500], safeToDelete: [] });
    expect(keepList({ best: null, earliestWithin: null, latest: null, pinned: [], tested: [100] })).toEqual({ keep: [], safeToDelete: [] });
  });
  test("a checkpoint that is not completely scored is never safe to delete, and no checkpoint is in both lists", () => {
    fc.assert(fc.property(step, fc.boolean(), step, step, fc.array(step), fc.array(step), (best, provisional, earliestWithin, latest, pinned, tested) => {
      const { keep, safeToDelete } = keepList({ best: { step: best, provisional }, earliestWithin, latest, pinned, tested });
      for (const one of safeToDelete) {
        expect(tested).toContain(one);
        expect(keep).not.toContain(one);
      }
      for (const one of [best, earliestWithin, latest, ...pinned]) expect(keep).toContain(one);
      for (const list of [keep, safeToDelete]) expect(list).toEqual([...new Set(list)].sort((a, b) => a - b));
    }));
  });
});
