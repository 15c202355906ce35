import { ruleNames } from "./summarise.mjs";

const round = (x) => (x >= 0.9995 ? "1.00" : x === 0 ? ".000" : x.toFixed(3).replace(/^0/, ""));
const withError = ({ value, se }) => (value === null ? "-" : `${round(value)} (${se.toFixed(3).replace(/^0/, "")})`);
const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
const cell = ({ power, delay, early }) => (power.of < 20 ? `- (early ${round(early.value)})` : `${round(power.value)} / ${delay ?? "-"}${early.value >= 0.01 ? ` (early ${round(early.value)})` : ""}`);

const isOther = ({ n, T, H, shuffled }) => n < 200 || T !== 100 || H !== 100 || shuffled === true;

/** Markdown with one table for each question. */
export function tablesOf(results) {
  const nulls = results.filter(({ setting }) => setting.changeAt === null), drops = results.filter(({ setting }) => setting.changeAt !== null);
  const runs = (some) => [...new Set(some.map((result) => result.runs))].join(" or ");
  const leastRuns = Math.min(...drops.map((result) => result.runs));
  const sections = [
    "# False alarms and power\n",
    "Made by `node bench/detector/run.mjs`; how and why: `README.md` in the folder above. Rates are shares of runs, their standard errors in brackets.\n",
    `## Share of runs with a false alarm (${runs(nulls)} runs each)\n`,
    "Nothing gets worse by more than half a point of win probability in these runs, except where jitter makes single checkpoints truly worse (marked *).\n",
  ];
  for (const n of [805, 200]) {
    const of = nulls.filter(({ setting }) => setting.n === n && !isOther(setting));
    sections.push(`n = ${n}, 100 looks\n`, table(["rule", ...of.map(({ setting }) => setting.kind + (setting.holds ? "" : " *"))], ruleNames.map((name, r) => [name, ...of.map(({ rules }) => withError(rules[r].early))])), "");
  }
  const more = nulls.filter(({ setting }) => isOther(setting));
  sections.push("Other sizes and plans\n", table(["run", "n", ...ruleNames.slice(0, 2)], more.map(({ setting, rules }) => [setting.kind, setting.n, withError(rules[0].early), withError(rules[1].early)])), "");
  sections.push(
    `## Power and median delay, change at look 41 (${runs(drops)} runs each)\n`,
    `Share of runs with an alarm after the change among those without one before it, and the median number of looks from the change to the alarm (0: the look of the change itself; -: less than half alarm). "early" is the share of runs that alarmed before anything had changed; a rule that nearly always does has no power to speak of. Sizes in points of win rate. Standard errors of our power are at most ${Math.sqrt(0.25 / leastRuns).toFixed(3).replace(/^0/, "")}.\n`,
  );
  for (const n of [805, 200]) {
    const of = drops.filter(({ setting }) => setting.n === n);
    for (const some of [of.slice(0, 7), of.slice(7)]) {
      sections.push(`n = ${n}\n`, table(["rule", ...some.map(({ setting }) => setting.kind)], ruleNames.map((name, r) => [name, ...some.map(({ rules }) => cell(rules[r]))])), "");
    }
  }
  return sections.join("\n");
}
