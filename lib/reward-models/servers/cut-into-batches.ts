import type { ScoreItem } from "../reward-model";

/** Indices of items cut into batches of at most `mostItems` items and `mostCharacters` characters; a longer item stands alone. Order is kept. */
export function cutIntoBatches(items: readonly ScoreItem[], mostItems: number, mostCharacters: number): number[][] {
  const batches: number[][] = [];
  let characters = 0;
  for (const [index, item] of items.entries()) {
    const length = item.completion.length + (item.reference?.length ?? 0) + item.messages.reduce((sum, { content }) => sum + content.length, 0);
    const last = batches[batches.length - 1];
    if (!last || last.length >= mostItems || characters + length > mostCharacters) {
      batches.push([index]);
      characters = length;
    } else {
      last.push(index);
      characters += length;
    }
  }
  return batches;
}
