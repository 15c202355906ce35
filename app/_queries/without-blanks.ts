/** Left out of the address and of the key: what was not chosen. */
export const withoutBlanks = <T extends object>(selection: T): T =>
  Object.fromEntries(Object.entries(selection).filter(([, v]) => v !== undefined && v !== "")) as T;
