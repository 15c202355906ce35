import type { ServerBackend } from "@/lib/contracts";
import { DomainError } from "@/lib/errors";
import { showAddress } from "./server-address";

/** Sentence for a connection that failed: what happened at which address, and what to do. */
export function describeBreak(address: string, code: string): string {
  if (code === "ECONNREFUSED") return `Nothing listens at ${address}: start the model server, or correct backend.url.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `The host of ${address} is not known here: correct backend.url, or the name service of the worker's machine.`;
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH") return `${address} cannot be reached from the worker's machine: check the network and backend.url.`;
  if (/CERT|SELF_SIGNED|ERR_TLS/.test(code)) return `The certificate of ${address} is not accepted (${code}): give the workers its authority with NODE_EXTRA_CA_CERTS.`;
  if (code === "EPROTO" || code.startsWith("ERR_SSL")) return `${address} does not speak https: check whether backend.url should begin with http.`;
  if (code.startsWith("HPE_")) return `${address} does not speak http: check whether backend.url should begin with https.`;
  return `The model server ${address} closed the connection before its answer was complete (${code}).`;
}

/** Refusals that no other item can do better with; null for those that one item may have caused. */
export function statusRefused(address: string, status: number, said: string, backend: ServerBackend): DomainError | null {
  const answered = `The model server ${address} answers ${status}${said ? ` (${said})` : ""}`;
  if (status === 401 || (status === 403 && !backend.apiKeyEnv)) {
    return refuse(backend.apiKeyEnv
      ? `${answered}: correct the key in ${backend.apiKeyEnv} and start the workers again.`
      : `${answered}: set TIDEMARK_SECRET_<NAME> to the server's key where the workers run, and register backend.apiKeyEnv: "TIDEMARK_SECRET_<NAME>".`);
  }
  if (status === 404) return refuse(`${answered}: check backend.url, backend.type "${backend.type}" and backend.model; the server knows no such path or model.`);
  if (status === 405) return refuse(`${answered}: it takes no POST there; check backend.url and backend.type "${backend.type}".`);
  return null;
}

/** For a redirect that is not followed: the key and the texts stay with the registered host. */
export function redirectRefused(address: string, to: URL | null): DomainError {
  return refuse(`The model server ${address} redirects${to ? ` to ${showAddress(to)}` : ""}, where nothing is sent: register the final address as backend.url.`);
}

function refuse(message: string): DomainError {
  return new DomainError("reward-model-failed", message);
}
