import type { z } from "zod";
import type { Endpoint } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { bodyChunks } from "./body-chunks";
import { readJson } from "./read-json";
import { readNdjson } from "./read-ndjson";

/**
 * Reads and checks the body of a request by the endpoint's contract.
 * @returns undefined where the endpoint takes none
 * @throws DomainError unsupported-media-type, body-too-large, malformed-body, invalid-request
 */
export async function readBody(request: Request, endpoint: Pick<Endpoint, "body" | "ndjson">, maxBytes: number): Promise<unknown> {
  const schema: z.ZodType | undefined = endpoint.body;
  if (!schema) return undefined;
  const [type, ...parameters] = (request.headers.get("content-type") ?? "").toLowerCase().split(";").map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith("charset="))?.slice("charset=".length).replaceAll('"', "") ?? "utf-8";
  const isNdjson = type === "application/x-ndjson" && endpoint.ndjson === true;
  if ((type !== "application/json" && !isNdjson) || (charset !== "utf-8" && charset !== "utf8")) {
    const wanted = `Content-Type must be application/json${endpoint.ndjson ? " or application/x-ndjson" : ""}, in UTF-8.`;
    throw new DomainError("unsupported-media-type", wanted, { errors: [{ path: "/headers/content-type", message: wanted }] });
  }
  const chunks = bodyChunks(request, maxBytes);
  return isNdjson ? readNdjson(chunks, schema) : readJson(chunks, schema);
}
