/** What a run is called by: its id, or `project/name`. */
export function runRef(text: string): { id: string } | { project: string; name: string } {
  const slash = text.indexOf("/");
  return slash < 0 ? { id: text } : { project: text.slice(0, slash), name: text.slice(slash + 1) };
}
