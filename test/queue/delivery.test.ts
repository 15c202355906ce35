import { describe, expect, test } from "vitest";
import { createLogger } from "@/lib/logger";
import type { DeliveryData, QueueSettings } from "@/lib/queue/connection";
import { queueSettings } from "@/lib/queue/connection";
import { consume } from "@/lib/queue/consume";
import { createEnqueue } from "@/lib/queue/create-enqueue";
import type { Delivery } from "@/lib/queue/enqueue";
import { jobNames, priorities } from "@/lib/queue/jobs";
import { testDatabase } from "../support/postgres";
import { hasRedis, startRedis } from "../support/redis";

const log = createLogger({ level: "fatal", name: "test" });
const until = async (met: () => boolean, ms = 20_000) => {
  const end = Date.now() + ms;
  while (!met() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(met()).toBe(true);
};
const aggregate = (n: number, priority: number = priorities.live): Delivery => ({
  stage: "aggregate-win-rate", subject: `c${n}|m`, payload: { checkpointId: `c${n}`, rewardModelId: "m" }, priority,
});

const backends: { name: string; open: () => Promise<{ settings: QueueSettings; close(): Promise<void> }> }[] = [
  {
    name: "PostgreSQL",
    open: async () => {
      const database = await testDatabase();
      return { settings: { kind: "postgres", databaseUrl: database.url }, close: database.close };
    },
  },
  ...(hasRedis
    ? [{
        name: "Redis",
        open: async () => {
          const redis = await startRedis();
          return { settings: { kind: "redis" as const, redisUrl: redis.url }, close: redis.stop };
        },
      }]
    : []),
];
if (!hasRedis) console.warn("redis-server is not installed: the queue is tested on PostgreSQL only");

describe.each(backends)("a queue on $name", ({ open }) => {
  test("hands every delivery to exactly one of two workers", async () => {
    const { settings, close } = await open();
    const queue = createEnqueue({ settings, log });
    await queue.enqueue(Array.from({ length: 21 }, (_, n) => aggregate(n)));
    const taken: DeliveryData[] = [];
    const deliver = async (data: DeliveryData) => { taken.push(data); };
    const workers = [consume({ settings, deliver, log }), consume({ settings, deliver, log })];
    await until(() => taken.length >= 21);
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
    expect(new Set(taken.map(({ subject }) => subject)).size).toBe(21);
    expect(taken).toHaveLength(21);
    await close();
  });

  test("holds one of the sweeper's deliveries of a task, however often it is swept, and takes the next once that one is done", async () => {
    const { settings, close } = await open();
    const queue = createEnqueue({ settings, log });
    for (let sweep = 0; sweep < 5; sweep++) await queue.enqueue([aggregate(1), aggregate(2)], { swept: true });
    await queue.enqueue([aggregate(1)]);
    const taken: string[] = [];
    const worker = consume({ settings, log, deliver: async ({ subject }) => { taken.push(subject); } });
    await until(() => taken.length >= 3);
    await queue.enqueue([aggregate(2)], { swept: true });
    await until(() => taken.length >= 4);
    await worker.close();
    expect(taken.sort()).toEqual(["c1|m", "c1|m", "c2|m", "c2|m"]);
    await queue.close();
    await close();
  });

  test("hands out the urgent deliveries first", async () => {
    const { settings, close } = await open();
    const queue = createEnqueue({ settings, log });
    await queue.enqueue([aggregate(1, priorities.backfill), aggregate(2), aggregate(3, priorities.reference)]);
    const taken: string[] = [];
    const worker = consume({ settings, log, deliver: async ({ subject }) => { taken.push(subject); } });
    await until(() => taken.length === 3);
    expect(taken).toEqual(["c3|m", "c2|m", "c1|m"]);
    await worker.close();
    await queue.close();
    await close();
  });

  test("closing waits for what is running, and what is left is taken by the next worker", async () => {
    const { settings, close } = await open();
    const queue = createEnqueue({ settings, log });
    const score = (n: number): Delivery => ({ stage: "score-completions", subject: `s${n}|m`, payload: { completionSetId: `s${n}`, rewardModelId: "m", against: "" }, priority: 10 });
    await queue.enqueue([1, 2, 3, 4].map(score));
    const [begun, ended]: string[][] = [[], []];
    const slow = consume({
      settings, log,
      deliver: async ({ subject }) => { begun!.push(subject); await new Promise((resolve) => setTimeout(resolve, 300)); ended!.push(subject); },
    });
    await until(() => begun!.length >= 1);
    await slow.close();
    expect(ended).toEqual(begun);
    const rest: string[] = [];
    const next = consume({ settings, log, deliver: async ({ subject }) => { rest.push(subject); } });
    await until(() => begun!.length + rest.length >= 4);
    expect([...begun!, ...rest].sort()).toEqual(["s1|m", "s2|m", "s3|m", "s4|m"]);
    await next.close();
    await queue.close();
    await close();
  });
});

test("an enqueue that cannot reach its queue does not throw: the rows stay, and the sweeper delivers", async () => {
  const queue = createEnqueue({ settings: { kind: "postgres", databaseUrl: "postgresql://nobody@127.0.0.1:1/none" }, log });
  await queue.enqueue([aggregate(1)]);
  await queue.close();
});

test("REDIS_URL decides for Redis, a direct database address for the queue where one is given", () => {
  const databaseUrl = "postgresql://pooler/x";
  expect(queueSettings({ redisUrl: "redis://r", queueDatabaseUrl: undefined, databaseUrl })).toEqual({ kind: "redis", redisUrl: "redis://r" });
  expect(queueSettings({ redisUrl: undefined, queueDatabaseUrl: "postgresql://direct/x", databaseUrl })).toEqual({ kind: "postgres", databaseUrl: "postgresql://direct/x" });
  expect(queueSettings({ redisUrl: undefined, queueDatabaseUrl: undefined, databaseUrl })).toEqual({ kind: "postgres", databaseUrl });
  expect(jobNames).toContain("score-completions");
});
