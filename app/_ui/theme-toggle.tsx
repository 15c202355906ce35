"use client";

import { useSyncExternalStore } from "react";
import { type Theme, chooseTheme, currentTheme, themeEvent } from "./theme";

const order: Theme[] = ["system", "light", "dark"];
const label: Record<Theme, string> = { system: "as the system", light: "light", dark: "dark" };

function subscribe(notify: () => void) {
  window.addEventListener(themeEvent, notify);
  return () => window.removeEventListener(themeEvent, notify);
}

export function ThemeToggle() {
  const theme = useSyncExternalStore(subscribe, currentTheme, (): Theme => "system");
  const next = order[(order.indexOf(theme) + 1) % order.length]!;
  return (
    <button type="button" className="button button-quiet w-8 px-0!" onClick={() => chooseTheme(next)} aria-label={`Theme: ${label[theme]}. Change to ${label[next]}.`} title={`Theme: ${label[theme]}`}>
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden>
        {theme === "system" && <><circle cx="8" cy="8" r="5.25" /><path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" /></>}
        {theme === "light" && <><circle cx="8" cy="8" r="2.75" /><path d="M8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.85.85M11.75 11.75l.85.85M3.4 12.6l.85-.85M11.75 4.25l.85-.85" /></>}
        {theme === "dark" && <path d="M13 9.6A5.4 5.4 0 0 1 6.4 3a5.4 5.4 0 1 0 6.6 6.6z" />}
      </svg>
    </button>
  );
}
