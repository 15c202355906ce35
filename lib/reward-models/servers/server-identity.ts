import { createHash } from "node:crypto";
import type { ServerSpec } from "@/lib/contracts";

/**
 * SHA-256 (hex) over everything registered that can change a score: name, kind of server, host and path, model, input form, truncation, template,
 * choices of output and weights. Not over the key, the time limit, the concurrency and the temperature. What the server loads behind its address cannot be seen.
 */
export function serverIdentity(spec: ServerSpec, address: URL, maxTokens: number): string {
  return createHash("sha256").update(JSON.stringify([
    "tidemark-reward-server-1", spec.name, spec.backend.type, address.host, address.pathname, spec.backend.model ?? null, spec.kind, spec.input, maxTokens,
    spec.overlong ?? "cut-end", spec.label ?? null, spec.scale ?? "logit", spec.bos ?? null,
    spec.outputs ? [spec.outputs.score ?? null, spec.outputs.attributes ?? null, spec.outputs.gating ?? null] : null,
    spec.template ? [spec.template.pair, spec.template.context, spec.template.labels] : null,
    spec.attributes?.map(({ name, weight }) => [name, weight]) ?? null,
  ])).digest("hex");
}
