/** How far a label that is not listed may move the probability before the item counts as unanswered. */
const TOLERANCE = 0.01;

export type LabelReading = { kind: "probability"; probability: number } | { kind: "unknown"; message: string };

/**
 * P(first label) = p(first) / (p(first) + p(second)) from the likeliest tokens. A token counts for a label that it equals without the white space around it.
 * A label that is not among them is at most as likely as the least likely one listed: if that settles the answer to within 0.01,
 * the middle of what is possible is taken; otherwise the answer is unknown. Never is a missing label taken as impossible.
 */
export function readLabels(top: readonly { token: string; logprob: number }[], [first, second]: readonly [string, string]): LabelReading {
  const mass = (label: string) => top.reduce((sum, { token, logprob }) => (plain(token) === label.trim() ? sum + Math.exp(logprob) : sum), 0);
  const [a, b] = [mass(first), mass(second)];
  if (a > 0 && b > 0) return { kind: "probability", probability: a / (a + b) };
  if (a === 0 && b === 0) {
    const likeliest = [...top].sort((x, y) => y.logprob - x.logprob).slice(0, 3).map(({ token }) => JSON.stringify(token)).join(", ");
    return { kind: "unknown", message: `the judge answers neither ${first} nor ${second}; its likeliest tokens are ${likeliest || "none"}: register a template that ends where the letter is due` };
  }
  const listed = top.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  const most = Math.min(Math.exp(Math.min(...top.map(({ logprob }) => logprob))), Math.max(0, 1 - listed));
  const share = most / (most + Math.max(a, b));
  if (share > 2 * TOLERANCE) {
    return { kind: "unknown", message: `${a > 0 ? second : first} is not among the ${top.length} likeliest tokens of the judge, and ${a > 0 ? first : second} is too unlikely to decide without it` };
  }
  return { kind: "probability", probability: a > 0 ? 1 - share / 2 : share / 2 };
}

/** SentencePiece and byte-level pieces write a leading space as a sign of their own. */
function plain(token: string): string {
  return token.replace(/^[\u2581\u0120]/, "").trim();
}
