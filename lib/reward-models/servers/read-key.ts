import type { ServerBackend } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";

/** @throws DomainError reward-model-failed if the variable is missing or no header can hold its value */
export function readKey(backend: ServerBackend, secrets: (envName: string) => string | undefined): string | undefined {
  if (!backend.apiKeyEnv) return undefined;
  const key = secrets(backend.apiKeyEnv)?.trim();
  if (!key) throw new DomainError("reward-model-failed", `${backend.apiKeyEnv} is not set where the workers run: set it to the server's key and start them again.`);
  if (!/^[\x21-\x7e]+$/.test(key)) throw new DomainError("reward-model-failed", `${backend.apiKeyEnv} holds characters that no key has (spaces, line ends or letters beyond ASCII): set it again.`);
  return key;
}
