import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { endpoints, openApiDocument } from "@/app/_server/openapi";

type Json = Record<string, any>;
const document = openApiDocument() as Json;
const operations = Object.entries(document.paths as Json).flatMap(([at, methods]) => Object.entries(methods as Json).map(([method, operation]) => ({ at, method, operation: operation as Json })));

/** Every value below, with its place. */
function* walk(value: unknown, at: string[] = []): Generator<{ at: string[]; value: unknown }> {
  yield { at, value };
  if (typeof value === "object" && value !== null) for (const [name, child] of Object.entries(value)) yield* walk(child, [...at, name]);
}

const folderOf = (endpoint: { path: string }) => path.join("app", endpoint.path.replace(/:([A-Za-z]+)/g, "[$1]"), "route.ts");

describe("the routes and the contract", () => {
  test("agree: every endpoint has its route file, and every route file an endpoint", () => {
    for (const [name, endpoint] of Object.entries(endpoints)) {
      expect([name, existsSync(folderOf(endpoint))]).toEqual([name, true]);
      expect(readFileSync(folderOf(endpoint), "utf8")).toContain(`contract.${name},`);
    }
    const files = readdirSync("app", { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)route\.ts$/.test(file)).map((file) => path.join("app", file));
    const expected = new Set([...Object.values(endpoints).map(folderOf), "app/api/v1/[[...path]]/route.ts"]);
    expect(files.filter((file) => !expected.has(file))).toEqual([]);
  });

  test("share each method and path once", () => {
    const calls = Object.values(endpoints).map(({ method, path: at }) => `${method} ${at}`);
    expect(new Set(calls).size).toBe(calls.length);
  });
});

describe("the OpenAPI document", () => {
  test("is OpenAPI 3.1 with one operation for each endpoint", () => {
    expect(document.openapi).toBe("3.1.0");
    expect(document.info).toMatchObject({ title: "Tidemark", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(Object.keys(endpoints).sort());
  });

  test("refers only to what it holds", () => {
    for (const { value } of walk(document)) {
      const ref = (value as Json | null)?.$ref;
      if (typeof ref !== "string") continue;
      expect(ref).toMatch(/^#\/components\/schemas\//);
      expect(Object.keys(document.components.schemas)).toContain(ref.split("/").at(-1));
    }
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  test("declares each parameter of a path, and only those", () => {
    for (const { at, operation } of operations) {
      const inPath = [...at.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name);
      expect((operation.parameters as Json[]).filter((p) => p.in === "path").map((p) => p.name)).toEqual(inPath);
      for (const parameter of operation.parameters) expect(parameter.schema).toBeTypeOf("object");
    }
  });

  test("describes keys, problems and both forms of a checkpoint", () => {
    expect(document.components.securitySchemes.key).toMatchObject({ type: "http", scheme: "bearer" });
    for (const { operation } of operations) {
      expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
      expect(operation.responses["500"].content["application/problem+json"].schema.$ref).toBe("#/components/schemas/Problem");
    }
    const register = document.paths["/api/v1/runs/{run}/checkpoints"].post;
    expect(Object.keys(register.requestBody.content)).toEqual(["application/json", "application/x-ndjson"]);
    expect(Object.keys(register.responses)).toEqual(expect.arrayContaining(["202", "200", "400", "401", "403", "404", "409", "413", "415", "422", "500", "503"]));
    expect(document.paths["/api/v1/health"].get.security).toEqual([]);
  });

  test("leaves answers open for fields that are added later", () => {
    for (const { operation } of operations) expect(JSON.stringify(operation.responses)).not.toContain('"additionalProperties":false');
  });
});
