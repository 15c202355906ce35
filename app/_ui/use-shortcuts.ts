"use client";

import { useEffect, useEffectEvent } from "react";
import { isTyping } from "./is-typing";

/** Calls `press` with a key that nothing else takes: not typed into a field, not behind an open dialog, without Ctrl, Alt or Meta. */
export function useShortcuts(press: (event: KeyboardEvent) => void): void {
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || document.querySelector("[role=dialog]")) return;
    press(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => pressed(event);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}
