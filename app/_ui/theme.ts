export type Theme = "system" | "light" | "dark";
const themeStorageKey = "tidemark-theme";
/** Sent on the window when the theme changed, so that canvases read their colours again. */
export const themeEvent = "tidemark:theme";

/** Runs before the first paint; an inline script because anything later would flash. */
export const themeScript = `try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}`;

export const currentTheme = (): Theme => {
  const { theme } = document.documentElement.dataset;
  return theme === "light" || theme === "dark" ? theme : "system";
};

export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(themeStorageKey);
    else localStorage.setItem(themeStorageKey, theme);
  } catch {
    // Storage may be closed to this page; the choice then lasts until it is left.
  }
  window.dispatchEvent(new Event(themeEvent));
}
