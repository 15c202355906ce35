/**
 * Changes the search part of the address; no step that "back" undoes. An empty value takes its name out.
 * The address itself is read, because the router knows it a moment later: of two changes in a row none is lost.
 */
export function changeSearch(change: Record<string, string>): void {
  const next = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(change)) if (value === "") next.delete(name); else next.set(name, value);
  window.history.replaceState(null, "", `${window.location.pathname}${next.size ? `?${next}` : ""}`);
}
