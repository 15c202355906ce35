import { DomainError } from "@/lib/errors";

/**
 * Where a request goes: the registered address followed by the server's path; what the address already ends with is not repeated
 * (`/v1` + `/v1/chat/completions`, or the whole path).
 * @throws DomainError reward-model-failed if the address holds a user name or password
 */
export function serverAddress(base: string, path: string): URL {
  const url = new URL(base);
  if (url.username || url.password) {
    throw new DomainError("reward-model-failed", `The address of the model server ${showAddress(url)} holds a user name or password: register it without, and put the key into a variable named by backend.apiKeyEnv.`);
  }
  const own = url.pathname.split("/").filter(Boolean);
  const wanted = path.split("/").filter(Boolean);
  let overlap = Math.min(own.length, wanted.length);
  while (overlap > 0 && own.slice(-overlap).join("/") !== wanted.slice(0, overlap).join("/")) overlap--;
  if (wanted.length > 0) url.pathname = "/" + [...own, ...wanted.slice(overlap)].join("/");
  url.hash = "";
  return url;
}

/** An address as it may be shown and logged: without user, password and query, which may hold a key. */
export function showAddress(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
