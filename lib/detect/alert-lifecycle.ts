export type AlertStateName = "open" | "acknowledged" | "snoozed" | "resolved";

export interface AlertStanding {
  state: AlertStateName;
  /** Set while the state is snoozed. */
  snoozedUntil: Date | null;
}

/** What happens to an alert. */
export type AlertEvent =
  /** The detector sees what the alert is about. */
  | { kind: "found" }
  /** The detector looked again and it is gone. */
  | { kind: "recovered" }
  | { kind: "acknowledged" }
  | { kind: "snoozed"; until: Date }
  /** Nothing but time has passed. */
  | { kind: "waited" };

export interface AlertTransition {
  standing: AlertStanding;
  /** Whether people are told; once in the life of an alert. */
  notify: boolean;
  changed: boolean;
  reason: "new" | "known" | "found-again" | "recovered" | "acknowledged" | "snoozed" | "snooze-over" | "closed" | "nothing";
}

/**
 * What an alert becomes. A snooze that has run out counts as open before anything else is decided.
 * @param previous null: there is no such alert yet, and only a finding makes one
 * @returns null where there was no alert and none arises
 */
export function nextAlert({ previous, event, now }: { previous: AlertStanding | null; event: AlertEvent; now: Date }): AlertTransition | null {
  if (previous === null) return event.kind === "found" ? { standing: open, notify: true, changed: true, reason: "new" } : null;
  const isOver = previous.state === "snoozed" && (previous.snoozedUntil === null || previous.snoozedUntil <= now);
  const standing = isOver ? open : previous;
  const { state } = standing;
  const become = (next: AlertStanding, reason: AlertTransition["reason"]): AlertTransition => ({ standing: next, notify: false, changed: true, reason });
  const stay = (reason: AlertTransition["reason"]): AlertTransition =>
    isOver ? become(standing, "snooze-over") : { standing, notify: false, changed: false, reason };

  switch (event.kind) {
    case "found": return state === "resolved" ? become(open, "found-again") : stay("known");
    case "recovered": return state === "resolved" ? stay("nothing") : become(closed("resolved"), "recovered");
    case "acknowledged": return state === "open" || state === "snoozed" ? become(closed("acknowledged"), "acknowledged") : stay("closed");
    case "snoozed": {
      if (state === "acknowledged" || state === "resolved") return stay("closed");
      const isSame = state === "snoozed" && standing.snoozedUntil?.getTime() === event.until.getTime();
      return isSame ? stay("nothing") : become({ state: "snoozed", snoozedUntil: event.until }, "snoozed");
    }
    case "waited": return stay("nothing");
  }
}

const open: AlertStanding = { state: "open", snoozedUntil: null };
const closed = (state: "acknowledged" | "resolved"): AlertStanding => ({ state, snoozedUntil: null });
