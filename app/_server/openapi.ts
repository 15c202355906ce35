import * as contracts from "@/lib/contracts";
import type { Endpoint } from "@/lib/contracts";
import { toOpenApi } from "@/lib/contracts/to-openapi";
import { version } from "./version";

const isEndpoint = (value: unknown): value is Endpoint => typeof value === "object" && value !== null && "method" in value && "path" in value;

/** Every endpoint of the contract, by name. */
export const endpoints: Record<string, Endpoint> = Object.fromEntries(
  Object.entries(contracts as Record<string, unknown>).filter((entry): entry is [string, Endpoint] => isEndpoint(entry[1])),
);

let document: Record<string, unknown> | undefined;

/** The OpenAPI document of this version. */
export const openApiDocument = (): Record<string, unknown> => (document ??= toOpenApi(endpoints, { version }));
