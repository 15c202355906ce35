import { DomainError } from "@/lib/errors";
import { promptsByTag } from "@/lib/stats/prompts-by-tag";

/**
 * Places of the prompts with a tag, ascending.
 * @param tags [nPrompts] tags of each prompt
 * @throws DomainError invalid-request, naming tags that exist
 */
export function placesOfTag(tags: readonly (readonly string[])[], tag: string): number[] {
  const byTag = promptsByTag(tags);
  const places = byTag.get(tag);
  if (places) return places;
  const known = [...byTag.keys()].slice(0, 20).join(", ");
  throw new DomainError("invalid-request", `tag: no prompt has the tag ${JSON.stringify(tag)}.`, { errors: [{ path: "/query/tag", message: known === "" ? "the prompt set has no tags; leave it out" : `is not a tag of the prompt set; choose one of ${known}` }] });
}
