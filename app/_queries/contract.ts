type Contract = typeof import("@/lib/contracts");

/**
 * Something of the contract, by its name: an endpoint for `call`. The contract and its schema library are large and the first view
 * is the server's, so the browser reads them with its first call.
 */
export const contract = <Name extends keyof Contract>(name: Name) => async (): Promise<Contract[Name]> => (await import("@/lib/contracts"))[name];
