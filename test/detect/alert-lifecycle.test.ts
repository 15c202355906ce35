import { describe, expect, test } from "vitest";
import { nextAlert, type AlertEvent, type AlertStanding } from "@/lib/detect/alert-lifecycle";

const now = new Date("2030-01-01T12:00:00Z");
const later = new Date("2030-01-02T12:00:00Z"), evenLater = new Date("2030-01-03T12:00:00Z"), before = new Date("2029-12-31T12:00:00Z");
const open: AlertStanding = { state: "open", snoozedUntil: null };
const acknowledged: AlertStanding = { state: "acknowledged", snoozedUntil: null };
const resolved: AlertStanding = { state: "resolved", snoozedUntil: null };
const snoozed = (until: Date): AlertStanding => ({ state: "snoozed", snoozedUntil: until });

const found: AlertEvent = { kind: "found" }, recovered: AlertEvent = { kind: "recovered" }, seen: AlertEvent = { kind: "acknowledged" };
const waited: AlertEvent = { kind: "waited" }, snooze: AlertEvent = { kind: "snoozed", until: later };

type Row = [guarantee: string, previous: AlertStanding | null, event: AlertEvent, next: AlertStanding | null, reason: string | null];
const rows: Row[] = [
  ["a first finding opens an alert", null, found, open, "new"],
  ["a recovery without an alert makes none", null, recovered, null, null],
  ["nobody acknowledges what does not exist", null, seen, null, null],
  ["nobody snoozes what does not exist", null, snooze, null, null],
  ["time alone makes no alert", null, waited, null, null],

  ["an open alert found again stays as it is", open, found, open, "known"],
  ["an open alert that recovered is resolved", open, recovered, resolved, "recovered"],
  ["an open alert can be acknowledged", open, seen, acknowledged, "acknowledged"],
  ["an open alert can be snoozed", open, snooze, snoozed(later), "snoozed"],
  ["an open alert does not change with time", open, waited, open, "nothing"],

  ["an acknowledged alert found again stays acknowledged", acknowledged, found, acknowledged, "known"],
  ["an acknowledged alert that recovered is resolved", acknowledged, recovered, resolved, "recovered"],
  ["acknowledging twice changes nothing", acknowledged, seen, acknowledged, "closed"],
  ["an acknowledged alert is not snoozed", acknowledged, snooze, acknowledged, "closed"],
  ["an acknowledged alert does not change with time", acknowledged, waited, acknowledged, "nothing"],

  ["a snoozed alert found again stays snoozed", snoozed(later), found, snoozed(later), "known"],
  ["a snoozed alert that recovered is resolved", snoozed(later), recovered, resolved, "recovered"],
  ["a snoozed alert can be acknowledged", snoozed(later), seen, acknowledged, "acknowledged"],
  ["snoozing until the same time changes nothing", snoozed(later), snooze, snoozed(later), "nothing"],
  ["snoozing until another time moves it", snoozed(evenLater), snooze, snoozed(later), "snoozed"],
  ["a snoozed alert waits", snoozed(later), waited, snoozed(later), "nothing"],

  ["a snooze that is over opens the alert", snoozed(before), waited, open, "snooze-over"],
  ["a snooze is over at its very time", snoozed(now), waited, open, "snooze-over"],
  ["a finding after the snooze opens the alert", snoozed(before), found, open, "snooze-over"],
  ["a recovery after the snooze resolves it", snoozed(before), recovered, resolved, "recovered"],
  ["after the snooze it can be acknowledged", snoozed(before), seen, acknowledged, "acknowledged"],
  ["after the snooze it can be snoozed anew", snoozed(before), snooze, snoozed(later), "snoozed"],

  ["a resolved alert found again opens", resolved, found, open, "found-again"],
  ["recovering twice changes nothing", resolved, recovered, resolved, "nothing"],
  ["a resolved alert is not acknowledged", resolved, seen, resolved, "closed"],
  ["a resolved alert is not snoozed", resolved, snooze, resolved, "closed"],
  ["a resolved alert does not change with time", resolved, waited, resolved, "nothing"],
];

describe("an alert's next state", () => {
  test.each(rows)("%s", (_, previous, event, next, reason) => {
    const got = nextAlert({ previous, event, now });
    expect(got && { standing: got.standing, reason: got.reason }).toEqual(next && { standing: next, reason });
    expect(got?.changed ?? false).toBe(next !== null && (previous === null || previous.state !== next.state || previous.snoozedUntil?.getTime() !== next.snoozedUntil?.getTime()));
  });

  test("tells people once in its life, when it is new", () => {
    const told = rows.filter(([, previous, event]) => nextAlert({ previous, event, now })?.notify);
    expect(told.map(([guarantee]) => guarantee)).toEqual(["a first finding opens an alert"]);
  });

  test("is decided for every state and every event", () => {
    const pairs = new Set(rows.map(([, previous, event]) => `${previous?.state} ${event.kind}`));
    expect(pairs.size).toBe(5 * 5);
  });
});
