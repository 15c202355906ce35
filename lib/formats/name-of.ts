/** A name as the product takes it, from any text: other characters become `-`. @returns null where nothing is left */
export function nameOf(text: string): string | null {
  const name = text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[._-]+/, "").replace(/-+$/, "").slice(0, 100);
  return name === "" ? null : name;
}
