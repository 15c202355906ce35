import type { OnnxSpec } from "@/lib/contracts";

type Provider = NonNullable<OnnxSpec["backend"]["provider"]>;

const platforms: Record<Provider, string> = { cpu: "everywhere", cuda: "Linux x64 with an NVIDIA GPU", coreml: "macOS", dml: "Windows" };

/** A sentence with the remedy where this build of onnxruntime does not have the provider; null where it does. */
export function providerRemedy(provider: Provider, supported: readonly string[]): string | null {
  if (provider === "cpu" || supported.includes(provider)) return null;
  return `The execution provider "${provider}" is not part of onnxruntime-node on this worker (it has ${supported.join(", ") || "cpu"}; ${provider} runs on ${platforms[provider]}): score on such a machine, or register backend.provider "cpu".`;
}
