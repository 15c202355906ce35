"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";

/** A pause in typing, in milliseconds, after which the words are asked for. */
const restMs = 200;

/**
 * The words of a search field whose text is held elsewhere, mostly in the address.
 * @param asked the text as it is held; the field follows it when something else changes it: back, forward, a button that clears
 * @param onAsk is called with the words once typing rests
 */
export function useSettledText(asked: string, onAsk: (words: string) => void): [words: string, setWords: (words: string) => void] {
  const [words, setWords] = useState(asked);
  const last = useRef(asked);
  // Asked for and not yet held, oldest first: it may come while the next letters are typed, and must not undo them.
  const underway = useRef<string[]>([]);
  const ask = useEffectEvent((text: string) => {
    last.current = text;
    underway.current.push(text);
    onAsk(text);
  });
  useEffect(() => {
    if (words === last.current) return;
    const wait = setTimeout(() => ask(words), restMs);
    return () => clearTimeout(wait);
  }, [words]);
  useEffect(() => {
    const at = underway.current.indexOf(asked);
    underway.current = at < 0 ? [] : underway.current.slice(at + 1);
    if (at >= 0 || asked === last.current) return;
    last.current = asked;
    setWords(asked);
  }, [asked]);
  return [words, setWords];
}
