import { z } from "zod";
import type { Endpoint } from "./endpoint";
import { Problem, problems } from "./problems";

type Json = Record<string, unknown>;
type Schemas = Record<string, Json>;

/** Problems that any call may answer with, beside those of its kind. */
const always = ["forbidden", "not-found", "invalid-request", "internal", "unavailable"] as const;

/**
 * The OpenAPI 3.1 description of the HTTP interface, made of the objects that validate.
 * @param endpoints by the name that becomes the operationId, e.g. registerCheckpoint
 */
export function toOpenApi(endpoints: Readonly<Record<string, Endpoint>>, info: { version: string }): Json {
  const schemas: Schemas = { Problem: jsonSchema(Problem, "output", "Problem", {}) };
  const paths: Record<string, Json> = {};
  for (const [id, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replace(/:([A-Za-z]+)/g, "{$1}");
    (paths[path] ??= {})[endpoint.method.toLowerCase()] = operation(endpoint, id, schemas);
  }
  return {
    openapi: "3.1.0",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: { title: "Tidemark", version: info.version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "API key, tdm_...; scopes read < write < admin" },
        session: { type: "apiKey", in: "cookie", name: "tidemark_7400", description: "Browser session; the name ends with the server's port. Writes need a same-origin Origin header." },
      },
    },
  };
}

function operation(endpoint: Endpoint, id: string, schemas: Schemas): Json {
  const isPublic = endpoint.scope === "public";
  const response = jsonSchema(endpoint.response, "output", `${id}Response`, schemas);
  const success = Object.fromEntries(
    endpoint.statuses.map((status) => [
      String(status),
      status === 204
        ? { description: "Done" }
        : { description: endpoint.summary, content: { [endpoint.mediaType ?? "application/json"]: { schema: response } } },
    ]),
  );
  return {
    operationId: id,
    summary: endpoint.summary,
    ...(isPublic ? { security: [] } : { description: `Scope: ${endpoint.scope}`, security: [{ key: [] }, { session: [] }] }),
    parameters: [...parameters(endpoint.params, "path", id, schemas), ...parameters(endpoint.query, "query", id, schemas)],
    ...(endpoint.body ? { requestBody: requestBody(endpoint, id, schemas) } : {}),
    responses: { ...success, ...problemResponses(endpoint, isPublic) },
  };
}

function parameters(schema: z.ZodType | undefined, place: "path" | "query", id: string, schemas: Schemas): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input", `${id}${place}`, schemas) as { properties?: Schemas; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name, in: place, required: place === "path" || required.includes(name), schema: property,
    ...(typeof property.description === "string" ? { description: property.description } : {}),
  }));
}

function requestBody(endpoint: Endpoint, id: string, schemas: Schemas): Json {
  const schema = jsonSchema(endpoint.body as z.ZodType, "input", `${id}Body`, schemas);
  const ndjson = {
    schema: { type: "string", description: "Line 1: the body without its list, with the number of items (nCompletions). Then one item a line." },
  };
  return {
    required: true,
    description: "May be sent with Content-Encoding: gzip",
    content: { "application/json": { schema }, ...(endpoint.ndjson ? { "application/x-ndjson": ndjson } : {}) },
  };
}

function problemResponses(endpoint: Endpoint, isPublic: boolean): Json {
  const codes = [...always, ...(isPublic ? [] : (["unauthorized"] as const)), ...(endpoint.body ? (["malformed-body", "body-too-large", "unsupported-media-type"] as const) : [])];
  const conflict = endpoint.method === "GET" ? [] : [409];
  const limited = endpoint.path.endsWith("/sessions") ? [401, 429] : [];
  const statuses = new Set([...codes.map((code) => problems[code].status), ...conflict, ...limited]);
  return Object.fromEntries(
    [...statuses].sort((a, b) => a - b).map((status) => [
      String(status),
      {
        description: [...new Set(Object.values(problems).filter((p) => p.status === status).map((p) => p.title))].join("; "),
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    ]),
  );
}

/**
 * A schema whose own definitions are moved to `components/schemas`, where its references can find them. Answers stay open
 * for fields that are added later.
 */
function jsonSchema(schema: z.ZodType, io: "input" | "output", id: string, schemas: Schemas): Json {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json & { $defs?: Schemas };
  const moved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(moved);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, child]) => !(io === "output" && name === "additionalProperties" && child === false))
        .map(([name, child]) => [name, name === "$ref" && typeof child === "string" ? child.replace("#/$defs/__schema", `#/components/schemas/${id}Part`) : moved(child)]),
    );
  };
  for (const [name, definition] of Object.entries($defs)) schemas[id + name.replace(/^__schema/, "Part")] = moved(definition) as Json;
  return moved(root) as Json;
}
