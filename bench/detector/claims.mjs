/** Power of the default at a change of win rate, as the documentation states it, from 500 runs each. */
const statedPower = [["drop -3 pp 805", 0.9], ["drop -5 pp 805", 1], ["drop -5 pp 200", 0.82]];
const statedRuns = 500;

/**
 * Checks what the documentation claims, within three standard errors of the simulation: no more than 5 % of runs alarm where the null
 * hypothesis holds, and the stated power. A power of 1.00 is taken to be at least .99.
 */
export function checkClaims(results) {
  const lines = [];
  let passed = 0, failed = 0;
  const check = (holds, text) => {
    lines.push(`${holds ? "passed" : "FAILED"}: ${text}`);
    if (holds) passed++;
    else failed++;
  };
  for (const { setting, runs, rules: [ours] } of results) {
    if (setting.holds) {
      const limit = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);
      check(ours.early.value <= limit, `${setting.kind}, n = ${setting.n}: ${ours.early.count} of ${runs} runs alarm falsely (at most .05 of them is claimed)`);
    }
    const stated = statedPower.find(([name]) => name === setting.name);
    if (stated) {
      const p = Math.min(stated[1], 0.99), got = ours.power;
      const slack = 3 * Math.sqrt(p * (1 - p) * (1 / got.of + 1 / statedRuns));
      check(stated[1] === 1 ? got.value >= p - slack : Math.abs(got.value - p) <= slack, `${setting.kind}, n = ${setting.n}: power ${got.value.toFixed(3)} of ${got.of} runs (${stated[1].toFixed(2)} is claimed)`);
    }
  }
  return { passed, failed, lines };
}
