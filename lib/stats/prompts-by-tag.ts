/**
 * Places of the prompts of each tag, ascending; a prompt counts once in each of its tags.
 * @param tags [nPrompts] tags of each prompt
 * @param places prompts that count; all unless given
 */
export function promptsByTag(tags: readonly (readonly string[])[], places: Iterable<number> = tags.keys()): Map<string, number[]> {
  const byTag = new Map<string, number[]>();
  for (const i of places) {
    for (const tag of new Set(tags[i])) {
      const known = byTag.get(tag);
      if (known === undefined) byTag.set(tag, [i]);
      else known.push(i);
    }
  }
  return byTag;
}
