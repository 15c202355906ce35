import { checkTerms } from "./check-terms";
import { decisionTerms } from "./decision-terms";
import type { TermName } from "./terms";

/** Every word of the pages, in the order in which somebody new meets them. */
export const termSections: readonly { title: string; names: readonly TermName[] }[] = [
  { title: "What is compared", names: ["run", "checkpoint", "prompt set", "completion", "reference set", "reward model", "role", "kind"] },
  { title: "Scores", names: ["score", "margin", "win probability", "win rate", "parity", "tie", "interval", "temperature", "attribute", "position bias"] },
  { title: "Decisions", names: ["verdict", "look", "regression", "error budget", "run-adjusted p", "detectable drop", "best checkpoint", "best set", "high-water line", "over-optimisation"] },
  { title: "What may be missing", names: ["provisional", "failed", "missing", "truncated", "identity"] },
  { title: "Plan, and panels under the curve", names: Object.keys(decisionTerms) as (keyof typeof decisionTerms)[] },
  { title: "Checks of a reward model", names: Object.keys(checkTerms) as (keyof typeof checkTerms)[] },
];

/** Keys by place; those that are pressed together stand in one text. */
export const keySections: readonly { title: string; keys: readonly (readonly [keys: readonly string[], does: string])[] }[] = [
  { title: "Everywhere", keys: [[["Ctrl K", "⌘ K"], "go to a run, a page, a step"], [["?"], "this sheet"], [["Esc"], "close"]] },
  { title: "Runs", keys: [[["j", "k"], "next, previous run"], [["Enter"], "open it"], [["x"], "choose it, to overlay or compare"], [["p"], "pin it"], [["/"], "search"]] },
  { title: "Chart of a run", keys: [[["←", "→"], "previous, next point"], [["Home", "End"], "first, last point"], [["b"], "best checkpoint"], [["Enter"], "open the checkpoint"], [["Space"], "choose it, to compare"], [["n"], "write a note there"], [["Esc"], "release, then zoom out"]] },
  { title: "Pairs of a checkpoint", keys: [[["j", "k"], "next, previous pair"], [["[", "]"], "previous, next checkpoint"], [["m"], "text as written, or as Markdown"], [["d"], "mark what differs"], [["/"], "search"]] },
  { title: "Matrix", keys: [[["←", "→", "↑", "↓"], "next cell"], [["Page up", "Page down"], "20 prompts on"], [["Enter"], "open its pair"], [["Esc"], "leave"]] },
];
