import { expect, test } from "vitest";
import { prepareFlags } from "@/lib/chart/prepare-flags";
import type { Annotation, Episode } from "@/lib/contracts";
import { makePoint } from "./make-curve";

const episode = (number: number, afterLook: number): Episode => ({ number, afterLook, reason: "acknowledged", startedAt: "2026-03-01T12:00:00.000Z", plan: { expectedLooks: 100, alpha: 0.05, delta: 0.005 } });
const note = (step: number | null, text: string): Annotation => ({ id: `${step}${text}`, step, branch: "main", text, author: "admin", createdAt: "2026-03-01T12:00:00.000Z" });
/** Step 300 came before step 200. */
const points = [makePoint(100, 0.5, { look: 1, episode: 1 }), makePoint(200, 0.5, { look: 3, episode: 2 }), makePoint(300, 0.5, { look: 2, episode: 2 }), makePoint(400, 0.5, { look: null, provisional: true })];
const episodes: Episode[] = [];
const none = { forks: [], annotations: [] };

test("a later episode stands at its first look in order of arrival; the first episode needs no mark", () => {
  expect(prepareFlags({ points, episodes: [episode(1, 0), episode(2, 1)] }, none)).toEqual([{ step: 300, kind: "episode", label: "episode 2" }]);
  expect(prepareFlags({ points, episodes: [episode(1, 0)] }, none)).toEqual([]);
});
test("an episode that no look has reached yet has no place", () => {
  expect(prepareFlags({ points: points.slice(0, 1), episodes: [episode(1, 0), episode(2, 3)] }, none)).toEqual([]);
});
test("every later episode has its flag, and one whose looks were all tested again in a later one has none", () => {
  const again = [...points, makePoint(500, 0.5, { look: 4, episode: 4 })];
  expect(prepareFlags({ points: again, episodes: [episode(1, 0), episode(2, 1), episode(3, 3), episode(4, 3)] }, none).map(({ step, label }) => [step, label])).toEqual([[300, "episode 2"], [500, "episode 4"]]);
  // The whole history was scored again: its tests begin anew at the first look.
  expect(prepareFlags({ points: points.map((point) => ({ ...point, episode: 2 })), episodes: [episode(1, 0), episode(2, 0)] }, none)).toEqual([]);
});
test("forks and notes come in step order, and a note on the whole run has no flag", () => {
  const flags = prepareFlags({ points, episodes }, { ...none, forks: [{ step: 200, from: "main", to: "main.2" }], annotations: [note(null, "for the paper"), note(300, "b"), note(100, "a")] });
  expect(flags).toEqual([{ step: 100, kind: "annotation", label: "a" }, { step: 200, kind: "fork", label: "main.2 from main" }, { step: 300, kind: "annotation", label: "b" }]);
});
test("several notes at a step share a flag that says how many", () => {
  expect(prepareFlags({ points, episodes }, { ...none, annotations: [note(100, "a"), note(100, "b")] })).toEqual([{ step: 100, kind: "annotation", label: "2 notes" }]);
});
test("a long label is cut between characters, on one line", () => {
  const [flag] = prepareFlags({ points, episodes }, { ...none, annotations: [note(100, "learning rate\nhalved \u{1F600}\u{1F600}\u{1F600}\u{1F600}")] });
  expect(flag!.label).toBe("learning rate halved\u2026");
  expect(flag!.label.isWellFormed()).toBe(true);
});
