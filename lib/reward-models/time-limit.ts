import vm from "node:vm";

const script = new vm.Script("run()");

/** Runs synchronous code under a time limit, which interrupts even an endless loop. @throws Error with code ERR_SCRIPT_EXECUTION_TIMEOUT */
export function withTimeLimit<T>(run: () => T, limitMs: number): T {
  return script.runInContext(vm.createContext({ run }), { timeout: limitMs }) as T;
}
