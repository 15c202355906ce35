import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Problem, type SavedCalibration } from "@/lib/contracts";
import { startProduct, type Product } from "../support/product";
import { createSmallRun } from "../support/small-run";

let product: Product;
const at = "/api/v1/reward-models/starter/calibration";
beforeAll(async () => {
  product = await startProduct();
  await createSmallRun(product);
});
afterAll(() => product?.stop());

const bins = [{ from: 0.5, to: 0.75, n: 0, predicted: null, observed: null, low: null, high: null }, { from: 0.75, to: 1, n: 4, predicted: 0.9, observed: 0.75, low: 0.3, high: 0.95 }];
const reliability = { temperature: 1, logLoss: { value: 0.5, low: 0.3, high: 0.7 }, brier: { value: 0.2, low: 0.1, high: 0.3 }, calibrationError: 0.15, bins };
const calibration: SavedCalibration = {
  source: "pairs.jsonl", nPairs: 4, nFailed: 1, accuracy: { value: 0.75, low: 0.3, high: 0.95 },
  fit: { kind: "fitted", temperature: 2, low: 0.5, high: null }, current: reliability, fitted: { ...reliability, temperature: 2 },
};
const keep = (body: unknown, key?: string) => product.call("PUT", at, { body, ...(key === undefined ? {} : { key }) });
const kept = async () => (await product.call("GET", "/api/v1/reward-models/starter")).body.calibration;

describe("keeping a calibration", () => {
  test.each<[object, string]>([
    [{ source: "" }, "/source"],
    [{ nPairs: 0 }, "/nPairs"],
    [{ nPairs: 5 }, "/current/bins"],
    [{ fitted: null }, "/fitted"],
    [{ fit: { kind: "unknown", reason: "separable" } }, "/fitted"],
    [{ fit: { kind: "unknown", reason: "bored" }, fitted: null }, "/fit/reason"],
    [{ fit: { kind: "fitted", temperature: 2, low: 3, high: null } }, "/fit/temperature"],
    [{ fit: { kind: "fitted", temperature: -2, low: -3, high: null } }, "/fit/temperature"],
    [{ current: { ...reliability, bins: [] } }, "/current/bins"],
    [{ current: { ...reliability, bins: [bins[1], bins[0]] } }, "/current/bins"],
    [{ current: { ...reliability, bins: [{ ...bins[0], n: 1 }, bins[1]] } }, "/current/bins/0/n"],
    [{ current: { ...reliability, bins: [bins[0], { ...bins[1], observed: 0.99 }] } }, "/current/bins/1/observed"],
    [{ current: { ...reliability, bins: [bins[0], { ...bins[1], predicted: 1.2 }] } }, "/current/bins/1/predicted"],
    [{ current: { ...reliability, temperature: 0 } }, "/current/temperature"],
  ])("%j is a problem that names what is wrong, and nothing is kept", async (change, field) => {
    const answer = await keep({ ...calibration, ...change });
    expect(answer.status).toBe(422);
    expect(Problem.parse(answer.body).errors?.map(({ path }) => path)).toContain(field);
    expect(await kept()).toBeNull();
  });

  test("needs the scope admin, and a model that exists", async () => {
    for (const scope of ["read", "write"]) {
      const { key } = (await product.call("POST", "/api/v1/keys", { body: { name: scope, scope } })).body;
      expect((await keep(calibration, key)).status).toBe(403);
    }
    expect((await product.call("PUT", "/api/v1/reward-models/nobody/calibration", { body: calibration })).status).toBe(404);
    expect(await kept()).toBeNull();
  });

  test("gives it back with its time, and a second one takes the place of the first", async () => {
    const first = await keep(calibration);
    expect([first.status, first.body.calibration]).toEqual([200, { ...calibration, at: expect.stringMatching(/Z$/) }]);
    const unknown = { ...calibration, source: "easy.jsonl", fit: { kind: "unknown", reason: "separable" }, fitted: null };
    expect((await keep(unknown)).status).toBe(200);
    expect(await kept()).toMatchObject(unknown);
  });

  test("changes neither the model's temperature nor its identity, and the list stays as it was", async () => {
    const before = (await product.call("GET", "/api/v1/reward-models/starter")).body;
    await keep(calibration);
    const after = (await product.call("GET", "/api/v1/reward-models/starter")).body;
    expect([after.temperature, after.identity, after.status]).toEqual([before.temperature, before.identity, before.status]);
    expect(Object.keys((await product.call("GET", "/api/v1/reward-models")).body.items[0])).not.toContain("calibration");
  });
});
