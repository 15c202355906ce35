"use client";

import { useEffect, useState } from "react";
import { themeEvent } from "../_ui/theme";

/** How often what a canvas is drawn with has changed: the chosen theme, the system's, the fonts that arrived. To be drawn again at each. */
export function useThemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => setChanges((n) => n + 1);
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", changed);
    window.addEventListener(themeEvent, changed);
    void document.fonts.ready.then(changed);
    return () => {
      scheme.removeEventListener("change", changed);
      window.removeEventListener(themeEvent, changed);
    };
  }, []);
  return changes;
}
