import type { Context } from "@/lib/context";
import type { ApiKey, Scope } from "@/lib/contracts";
import { insertKey, isKeyNameTaken } from "@/lib/db/keys";
import { newId } from "@/lib/db/new-id";
import { isUniqueViolation } from "@/lib/db/unique-violation";
import { DomainError } from "@/lib/errors";
import { hashSecret } from "./hash-secret";
import { newSecret } from "./new-secret";
import { toApiKey } from "./to-api-key";

/**
 * Makes an API key. Its text is in the answer and nowhere else: only its hash is stored.
 * @throws DomainError key-conflict if the name is taken
 */
export async function createKey(ctx: Context, input: { name: string; scope: Scope }): Promise<ApiKey & { key: string }> {
  const key = `tdm_${newSecret()}`;
  const conflict = () =>
    new DomainError("key-conflict", `A key named ${input.name} exists. Choose another name, or revoke that key first.`, {
      errors: [{ path: "/name", message: "the name is taken; choose another" }],
    });
  if (await isKeyNameTaken(ctx.db, input.name)) throw conflict();
  try {
    const row = await insertKey(ctx.db, {
      id: newId(), name: input.name, scope: input.scope, hash: hashSecret(key), prefix: key.slice(0, 8), createdAt: ctx.now(),
    });
    return { ...toApiKey(row), key };
  } catch (error) {
    throw isUniqueViolation(error) ? conflict() : error;
  }
}
