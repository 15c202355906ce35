/** Aborted by the first Ctrl-C (or SIGTERM, SIGHUP), so that what is under way is finished; the second one ends the process at once. */
export function stopSignal(): AbortSignal {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(name, () => {
      if (abort.signal.aborted) process.exit(130);
      abort.abort();
    });
  }
  return abort.signal;
}
