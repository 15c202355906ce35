/** One line of JSON on standard output. */
export const printJson = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
