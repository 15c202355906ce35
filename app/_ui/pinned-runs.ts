/** In a cookie, not in the storage of the browser: the server draws pinned runs in the first view, and nothing jumps. */
export const pinnedRunsCookie = "tidemark-pinned-runs";
const most = 20;
const secondsOfAYear = 31_536_000;

/** Ids of runs; anything else in the cookie is left out. */
export const parsePinnedRuns = (cookie: string | undefined): string[] => (cookie ?? "").split(".").filter((id) => /^[a-z0-9]{1,64}$/.test(id)).slice(0, most);

export function storePinnedRuns(ids: readonly string[]): void {
  document.cookie = `${pinnedRunsCookie}=${ids.slice(-most).join(".")}; path=/; max-age=${ids.length === 0 ? 0 : secondsOfAYear}; samesite=lax`;
}
