type Page<Item> = { items: Item[]; nextCursor: string | null };

/** A paged list as one, in its order. @param read reads the page after a cursor; with null the first */
export async function everyPage<Item>(read: (cursor: string | null) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: Page<Item> = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
