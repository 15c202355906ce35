import { expect, test } from "vitest";
import { probabilityWords, serverAddress } from "@/app/models/model-words";

test("a server's address is shown without user, password and query, which may hold a key", () => {
  expect(serverAddress("https://user:secret@rm.internal:8443/v1/score?api_key=secret#secret")).toBe("https://…@rm.internal:8443/v1/score?…");
  expect(serverAddress("http://10.0.0.7:8000")).toBe("http://10.0.0.7:8000");
  expect(serverAddress("not an address")).toBe("an address that cannot be read");
});

test("whether a difference is a probability is said with its reason, for every kind", () => {
  expect(probabilityWords({ kind: "bradley-terry", hasProbability: true, temperature: 1 })).toMatch(/^yes: /);
  expect(probabilityWords({ kind: "pairwise", hasProbability: true, temperature: 1 })).toMatch(/^yes: .*both orders/);
  expect(probabilityWords({ kind: "absolute", hasProbability: true, temperature: 0.35 })).toContain("margin / 0.35");
  expect(probabilityWords({ kind: "absolute", hasProbability: false, temperature: 1 })).toMatch(/^no: .*regression/);
});
