/** Kinds below firstScript; a kind from firstScript on is a letter of the script group at kind - firstScript. */
export const characterKinds = { space: 1, unreadable: 2, symbol: 3, wordPart: 4, firstScript: 5 } as const;

/** Scripts written without spaces between words come first. One text mixes Han and kana, so they are one group. */
const spacelessScripts: readonly RegExp[] = [
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}]/u, /\p{Script=Thai}/u, /\p{Script=Lao}/u, /\p{Script=Khmer}/u,
  /\p{Script=Myanmar}/u, /\p{Script=Tibetan}/u,
];
const scripts: readonly RegExp[] = [
  ...spacelessScripts, /\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u, /\p{Script=Arabic}/u, /\p{Script=Hebrew}/u, /\p{Script=Hangul}/u,
  /\p{Script=Devanagari}/u, /\p{Script=Bengali}/u, /\p{Script=Gurmukhi}/u, /\p{Script=Gujarati}/u, /\p{Script=Oriya}/u, /\p{Script=Tamil}/u,
  /\p{Script=Telugu}/u, /\p{Script=Kannada}/u, /\p{Script=Malayalam}/u, /\p{Script=Sinhala}/u, /\p{Script=Armenian}/u, /\p{Script=Georgian}/u,
  /\p{Script=Ethiopic}/u, /\p{Script=Mongolian}/u, /\p{Script=Syriac}/u, /\p{Script=Thaana}/u, /\p{Script=Cherokee}/u, /\p{Script=Canadian_Aboriginal}/u,
];

/** Kinds that exist, the last one for letters of all other scripts. */
export const nCharacterKinds = characterKinds.firstScript + scripts.length + 1;

/** Whether a kind is a letter of a script written without spaces. */
export const isSpaceless = (kind: number): boolean => kind >= characterKinds.firstScript && kind < characterKinds.firstScript + spacelessScripts.length;

function classify(codePoint: number): number {
  const character = String.fromCodePoint(codePoint);
  if (/[\p{White_Space}\uFEFF]/u.test(character)) return characterKinds.space;
  if (/[\uFFFD\p{Cc}\p{Co}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(character)) return characterKinds.unreadable;
  if (/[\p{M}\p{N}_'\u2019\u200C\u200D]/u.test(character)) return characterKinds.wordPart;
  if (!/\p{L}/u.test(character)) return characterKinds.symbol;
  if (/[\p{Script=Common}\p{Script=Inherited}]/u.test(character)) return characterKinds.wordPart;
  const script = scripts.findIndex((pattern) => pattern.test(character));
  return characterKinds.firstScript + (script === -1 ? scripts.length : script);
}

/** Kinds found so far, 0 where not asked for: a text asks for few different characters, many times. */
const known = new Uint8Array(0x110000);

/**
 * What a character is, by the Unicode properties of the running Node.js.
 * @param codePoint in [0, 0x10FFFF]; lone surrogates are unreadable
 * @returns in [1, nCharacterKinds)
 */
export function characterKind(codePoint: number): number {
  const kind = known[codePoint]!;
  return kind === 0 ? (known[codePoint] = classify(codePoint)) : kind;
}
