import { naiveRules } from "./naive-rules.mjs";

export const ruleNames = ["**Tidemark** (delta .5 pp)", "Tidemark, delta 0", ...naiveRules.map(({ name }) => name)];

const share = (count, of) => ({ count, of, value: of === 0 ? null : count / of, se: of === 0 ? null : Math.sqrt(((count / of) * (1 - count / of)) / of) });

/**
 * @param alarms [runs][rules] look of the first alarm, 0 for none
 * @returns for each rule: `early` share of runs with an alarm before the change (with any alarm where nothing changes);
 *   `power` share with an alarm after it, among the others; `delay` median looks from the change to the alarm, null where less than half alarm
 */
export function summarise(setting, alarms) {
  const rules = alarms[0].map((_, r) => {
    const first = alarms.map((of) => of[r]);
    const change = setting.changeAt ?? Infinity;
    const early = first.filter((k) => k > 0 && k < change);
    const delays = first.filter((k) => k === 0 || k >= change).map((k) => (k === 0 ? Infinity : k - change)).sort((a, b) => a - b);
    const middle = delays[Math.floor((delays.length - 1) / 2)];
    return {
      name: ruleNames[r], early: share(early.length, first.length),
      power: share(delays.filter(Number.isFinite).length, delays.length),
      delay: middle === undefined || !Number.isFinite(middle) ? null : middle,
    };
  });
  return { setting, runs: alarms.length, rules };
}
