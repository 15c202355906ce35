import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProduct, type Product } from "../support/product";

let product: Product;
beforeAll(async () => { product = await startProduct(); });
afterAll(() => product?.stop());

/** The product's database takes no connections while `work` runs, and loses those it had. */
async function whileDatabaseIsAway(work: () => Promise<void>): Promise<void> {
  const url = new URL(product.databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = "/postgres";
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  try {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    await work();
  } finally {
    await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await admin.end();
  }
}

test("without its database the server says so and when to come back, and goes on by itself afterwards", async () => {
  await whileDatabaseIsAway(async () => {
    const answer = await product.call("GET", "/api/v1/runs");
    expect(answer.body).toMatchObject({ status: 503, code: "unavailable", detail: expect.stringContaining("database") });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(JSON.stringify(answer.body)).not.toMatch(/postgres|prisma|127\.0\.0\.1|ALLOW_CONNECTIONS|not currently accepting/i);
    expect((await product.call("GET", "/api/v1/health", { key: null })).body).toMatchObject({ status: "degraded", database: "down", workers: 0 });
    const open = await product.fetch("GET", "/metrics", { key: null });
    expect(open.status).toBe(401);
  });
  await expect.poll(async () => (await product.call("GET", "/api/v1/runs")).status, { timeout: 10_000 }).toBe(200);
  expect((await product.call("GET", "/api/v1/health")).body.database).toBe("ok");
});
