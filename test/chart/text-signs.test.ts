import { expect, test } from "vitest";
import { echoOf, textSigns, whatStandsOut } from "@/lib/chart/text-signs";

const plain = "The sky is blue because air scatters short waves of light more than long ones, so blue comes from everywhere.";
const loop = "the sky is blue and ".repeat(8).trim();

test("a text that turns in circles is told apart from one that does not", () => {
  expect(textSigns(plain)).toMatchObject({ words: 20, repeated: 0, script: "Latin" });
  expect(textSigns(loop).repeated).toBe(1);
  expect(textSigns(loop).distinctWords).toBeCloseTo(5 / 40);
});
test("short texts have no shares: too little to say", () => expect(textSigns("Too short.")).toMatchObject({ distinctWords: null, repeated: null, words: 2 }));
test("what stands out is said in words, and nothing where nothing does", () => {
  const prompt = "Please explain to a child of five years why the sky is blue during the day";
  expect(whatStandsOut(textSigns(plain), textSigns(plain.slice(0, 90)), echoOf(prompt, plain))).toEqual([]);
  expect(whatStandsOut(textSigns(loop.repeat(3)), textSigns(plain), null)).toEqual(["it is 4.4 times longer", expect.stringContaining("repeats itself")]);
  expect(whatStandsOut(textSigns(prompt), textSigns(plain), echoOf(prompt, prompt))).toEqual([expect.stringContaining("echoes the prompt: 100 %")]);
  expect(whatStandsOut(textSigns("Небо голубое потому что воздух рассеивает короткие волны света сильнее длинных и так далее всюду вокруг нас"), textSigns(plain), null)).toEqual(["it is written in Cyrillic, the other in Latin"]);
  expect(whatStandsOut(textSigns(""), textSigns(plain), null)).toEqual(["it is empty"]);
});
