export type Theme = "system" | "light" | "dark";
export const themeStorageKey = "tidemark-theme";
/** Sent on the window when the theme changed, so that canvases read their colours again. */
export const themeEvent = "tidemark:theme";

/** Runs before the first paint; an inline script because anything later would flash. */
export const themeScript = `try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}`;
