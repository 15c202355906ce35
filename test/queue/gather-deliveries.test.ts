import { expect, test } from "vitest";
import type { Delivery } from "@/lib/queue/enqueue";
import { gatherDeliveries } from "@/lib/queue/gather-deliveries";

const delivery = (completionSetId: string): Delivery => ({ stage: "ingest-completions", subject: completionSetId, payload: { completionSetId }, priority: 10 });

test("deliveries of one moment go to the queue together and in order, later ones by themselves, and each caller waits for its own", async () => {
  const groups: string[][] = [];
  const enqueue = gatherDeliveries(async (deliveries) => { groups.push(deliveries.map(({ subject }) => subject)); });
  const first = enqueue([delivery("a"), delivery("b")]);
  await Promise.all([first, enqueue([delivery("c")]), enqueue([])]);
  expect(groups.filter((group) => group.length > 0)).toEqual([["a", "b", "c"]]);
  await enqueue([delivery("d")]);
  expect(groups.at(-1)).toEqual(["d"]);
});

test("what the sweeper delivers is not held back", async () => {
  const swept: (boolean | undefined)[] = [];
  const enqueue = gatherDeliveries(async (_, options) => { swept.push(options?.swept); });
  const gathered = enqueue([delivery("a")]);
  await enqueue([delivery("b")], { swept: true });
  expect(swept).toEqual([true]);
  await gathered;
  expect(swept).toEqual([true, undefined]);
});
