import { ruleNames } from "./summarise.mjs";

/** For each rule two dots on one scale: share of healthy runs with a false alarm, and of runs with a drop of 5 pp that it finds. */
export function chartOf(results) {
  const of = (name) => results.find(({ setting }) => setting.name === name);
  const plateau = of("null plateau 805"), drop = of("drop -5 pp 805");
  const left = 330, width = 460, top = 70, row = 26;
  const x = (value) => (left + width * value).toFixed(1);
  const rows = ruleNames.map((name, r) => {
    const y = top + row * r, falseAlarms = plateau.rules[r].early.value;
    const found = (drop.rules[r].power.count) / drop.runs;
    const label = name.replaceAll("*", "").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
    return [
      `<text x="${left - 14}" y="${y + 4}" text-anchor="end"${r === 0 ? ' font-weight="700"' : ""}>${label}</text>`,
      `<line x1="${x(0)}" x2="${x(1)}" y1="${y}" y2="${y}" stroke="#d8dce2"/>`,
      `<rect x="${(left + width * falseAlarms - 5).toFixed(1)}" y="${y - 5}" width="10" height="10" fill="#c0392b"><title>false alarms ${falseAlarms.toFixed(3)}</title></rect>`,
      `<circle cx="${x(found)}" cy="${y}" r="5" fill="#1f6feb"><title>found ${found.toFixed(3)}</title></circle>`,
    ].join("\n");
  });
  const bottom = top + row * ruleNames.length;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((value) => `<text x="${x(value)}" y="${bottom + 12}" text-anchor="middle" fill="#57606a">${value * 100} %</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 ${bottom + 36}" font-family="system-ui, sans-serif" font-size="13" fill="#1f2328" role="img" aria-label="False alarms in healthy runs and drops found, for each rule">
<rect width="100%" height="100%" fill="#fff"/>
<text x="20" y="24" font-size="15" font-weight="700">805 prompts, 100 checkpoints: what each rule does in a run</text>
<rect x="20" y="37" width="10" height="10" fill="#c0392b"/><text x="36" y="46">healthy runs that raise a false alarm</text>
<circle cx="305" cy="42" r="5" fill="#1f6feb"/><text x="316" y="46">runs in which a drop of 5 points of win rate is found, and no alarm came before it</text>
<line x1="${x(0.05)}" x2="${x(0.05)}" y1="${top - 14}" y2="${bottom - 8}" stroke="#c0392b" stroke-dasharray="3 3"/>
${rows.join("\n")}
${ticks.join("\n")}
</svg>
`;
}
