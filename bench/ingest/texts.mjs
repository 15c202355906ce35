// Texts of about the length of a chat model's answers, the same every time.

/** Pseudo-random numbers in [0, 1), the same every time (mulberry32). @param {number} seed */
function generator(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const random = generator(7);
export const keyOf = (i) => `prompt-${String(i).padStart(4, "0")}`;

const words = "the of and to in is that for it as was with be by on not he his but at are this have from or had an they which one you were all her she there would their we him been has when who will no more if out so up said what its about than into them can only other time new some could these two may first then do any like my now over such our man me even most made after also did many off before must well back through years much where your way down should because long each just state people those too mr how little good world make very year still see own work men day get here old".split(" ");

/** @returns one completion a key; no two steps have the same text */
export function completionsOf(step, nPrompts, nCharacters) {
  const next = generator(step * 7919 + 13);
  return Array.from({ length: nPrompts }, (_, i) => {
    const wanted = nCharacters * (0.4 + 1.2 * next());
    let text = `Answer ${i} at step ${step}:`;
    while (text.length < wanted) text += ` ${words[Math.floor(next() * words.length)]}`;
    return { key: keyOf(i), completion: text };
  });
}
