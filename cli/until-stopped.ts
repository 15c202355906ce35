import { explainError } from "./explain-error";
import type { Product } from "./start-product";

/**
 * Runs something that Ctrl-C ends: the first signal asks for an orderly stop, the second one ends the processes at once.
 * @param main gets a signal that is aborted when the user wants to stop; hands the product over as soon as it runs
 * @returns exit code: 0 after a stop that was asked for, 2 after an error
 */
export async function untilStopped(main: (signal: AbortSignal, running: (product: Product) => void) => Promise<void>): Promise<number> {
  const abort = new AbortController();
  let product: Product | undefined;
  const onSignal = () => {
    if (!abort.signal.aborted) {
      process.stderr.write("\nStopping: work under way is finished first. Ctrl-C again ends it at once.\n");
      abort.abort(new Stopped());
    } else {
      product?.supervisor.force();
    }
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, onSignal);
  let code = 0;
  try {
    await main(abort.signal, (started) => (product = started));
  } catch (error) {
    if (!(error instanceof Stopped) && !abort.signal.aborted) {
      process.stderr.write(`${explainError(error)}\n`);
      code = 2;
    }
  }
  await product?.stop();
  return code;
}

/** The user asked to stop; not an error. */
export class Stopped extends Error {}

/** Resolves when the user wants to stop; rejects when the product cannot be kept running. */
export async function stay(product: Product, signal: AbortSignal): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const failure = await Promise.race([stopped.then(() => null), product.supervisor.failed]);
  if (failure) throw new Error(failure);
}
