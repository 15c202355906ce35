import { DomainError } from "@/lib/errors";
import { jsonPointer } from "./json-pointer";

const maxDepth = 64;

interface Node {
  value: object;
  depth: number;
  parent: Node | null;
  /** Place in the parent. */
  key: PropertyKey;
}

function pathOf(node: Node | null, key: PropertyKey, prefix: readonly PropertyKey[]): string {
  const path: PropertyKey[] = [key];
  for (let n = node; n?.parent; n = n.parent) path.unshift(n.key);
  return jsonPointer([...prefix, ...path]);
}

/**
 * Refuses what no reader should have to handle: lone surrogates, wherever they are, and nesting deeper than 64 levels
 * (a reader that calls itself would run out of stack). Walks without recursion, and stops after each slice of the value so that
 * the caller can let other work run: a value of a few fields is one slice.
 * @param prefix place of the value within the body
 * @throws DomainError invalid-request naming the path
 */
export function* checkJson(value: unknown, prefix: readonly PropertyKey[] = []): Generator<void> {
  const refuse = (node: Node | null, key: PropertyKey, message: string) =>
    new DomainError("invalid-request", "The body holds something that cannot be kept.", { errors: [{ path: pathOf(node, key, prefix), message }] });
  if (typeof value === "string" && !value.isWellFormed()) throw refuse(null, "", surrogate);
  if (typeof value !== "object" || value === null) return;
  const stack: Node[] = [{ value, depth: 1, parent: null, key: "" }];
  for (let node = stack.pop(), n = 0; node; node = stack.pop()) {
    if (++n % 512 === 0) yield;
    const isArray = Array.isArray(node.value);
    for (const [key, child] of isArray ? (node.value as unknown[]).entries() : Object.entries(node.value)) {
      if (typeof key === "string" && !key.isWellFormed()) throw refuse(node, key.toWellFormed(), `the name ${surrogate}`);
      if (typeof child === "string") {
        if (!child.isWellFormed()) throw refuse(node, key, surrogate);
      } else if (typeof child === "object" && child !== null) {
        if (node.depth === maxDepth) throw refuse(node, key, `is nested deeper than ${maxDepth} levels; flatten it`);
        stack.push({ value: child, depth: node.depth + 1, parent: node, key });
      }
    }
  }
}

const surrogate = "holds a lone surrogate; replace it by U+FFFD before sending";
