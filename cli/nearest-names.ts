/** Fewest letters to put in, take out or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (b[j] === letter ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}

const shownAtMost = 3;

/** Names that somebody who wrote this may have meant, the likeliest first. A name is compared whole, and by what follows its project. */
export function nearestNames(text: string, names: readonly string[]): string[] {
  const wanted = text.toLowerCase();
  const last = wanted.split("/").at(-1) ?? wanted;
  const scored = names.map((name) => {
    const lower = name.toLowerCase();
    const part = lower.split("/").at(-1) ?? lower;
    const contains = last.length >= 3 && (part.includes(last) || (part.length >= 3 && last.includes(part)));
    return { name, far: Math.min(distance(wanted, lower), distance(last, part)) - (contains ? 100 : 0) };
  });
  const near = Math.max(2, Math.floor(last.length * 0.4));
  return scored.filter(({ far }) => far <= near).sort((a, b) => a.far - b.far).slice(0, shownAtMost).map(({ name }) => name);
}
