import { builtinModules } from "node:module";
import { rowFacts, type FileFacts, type Import } from "./file-facts";
import type { Tree } from "./read-tree";
import { keptPackages, mayImport, rowOf, unitOf } from "./rows";

/** Each rule lists what breaks it, one sentence a breach. */
export type Rule = (tree: Tree) => string[];

function everyImport(tree: Tree, breach: (file: string, found: Import, facts: FileFacts) => string | null): string[] {
  return [...rowFacts(tree)].flatMap(([file, facts]) => facts.imports.flatMap((found) => breach(file, found, facts) ?? []));
}

/** What the launcher reads and what the build made. */
const outsideTheRows = /^(package\.json$|dist\/)/;

export const foldersImportOnlyFromLowerRows: Rule = (tree) => {
  const strays = [...rowFacts(tree).keys()].filter((file) => unitOf(file) === null).map((file) => `${file} lies in no row of the architecture`);
  const arrows = everyImport(tree, (file, { target, own }) => {
    const from = unitOf(file);
    if (!own || from === null || outsideTheRows.test(target)) return null;
    const to = unitOf(target);
    if (to === null) return `${file} imports ${target}, which lies in no row`;
    return mayImport(from, to) ? null : `${file} imports ${target}: ${from} may not import ${to}`;
  });
  return [...strays, ...arrows];
};

export const outsideSystemsHaveOneFolder: Rule = (tree) =>
  everyImport(tree, (file, { target, own }) => {
    if (own) return null;
    const kept = keptPackages.find(({ name }) => name.test(target));
    if (kept === undefined || kept.only.some((place) => file.startsWith(place))) return null;
    return `${file} imports ${target}, which belongs to ${kept.only.join(" and ")}`;
  });

const isBuiltin = (target: string) => target.startsWith("node:") || builtinModules.includes(target);

/** A hash is a pure function of its input. */
const isPureBuiltin = ({ target, names }: Import) => target === "node:crypto" && names.length > 0 && names.every((name) => name === "createHash");

export const pureRowsDoNoInputOutput: Rule = (tree) => [
  ...everyImport(tree, (file, found) => {
    const unit = unitOf(file), { target, own } = found;
    return unit !== null && rowOf(unit) === 1 && !own && isBuiltin(target) && !isPureBuiltin(found) ? `${file} imports ${target}: row 1 is pure` : null;
  }),
  ...[...rowFacts(tree)].flatMap(([file, { impure }]) => {
    const unit = unitOf(file);
    if (unit === null || rowOf(unit) !== 1) return [];
    return impure.filter(({ what }) => what !== "environment").map(({ text }) => `${file} uses ${text}: row 1 has no clock and no chance`);
  }),
];

const readsEnvironment = /^(lib\/env(\.ts$|\/)|cli\/(bin|build)\.js$)/;

export const onlyEnvReadsTheEnvironment: Rule = (tree) =>
  [...rowFacts(tree)].flatMap(([file, { impure }]) =>
    readsEnvironment.test(file) ? [] : impure.filter(({ what }) => what === "environment").map(({ text }) => `${file} uses ${text}; lib/env reads the settings`));

/** Files that code of `starts` loads at run time, each with the file that first asked for it. */
function reachable(facts: ReadonlyMap<string, FileFacts>, starts: readonly string[], stop: (facts: FileFacts) => boolean = () => false): Map<string, string | null> {
  const from = new Map<string, string | null>(starts.map((start) => [start, null]));
  for (const [file] of from) {
    const own = facts.get(file);
    if (own === undefined || (from.get(file) !== null && stop(own))) continue;
    for (const { target, typeOnly } of own.imports) if (!typeOnly && !from.has(target)) from.set(target, file);
  }
  return from;
}

function pathTo(from: ReadonlyMap<string, string | null>, target: string): string {
  const steps = [target];
  for (let at = from.get(target); at != null; at = from.get(at)) steps.unshift(at);
  return steps.join(" -> ");
}

export const browserCodeImportsOnlyContractsChartAndApp: Rule = (tree) => {
  const facts = rowFacts(tree);
  const clients = [...facts].filter(([, { directive }]) => directive === "use client").map(([file]) => file);
  const reached = reachable(facts, clients, ({ directive }) => directive === "use server");
  return [...reached.keys()].filter((file) => facts.has(file) && file.startsWith("app/") && facts.get(file)!.directive !== "use server").flatMap((file) =>
    facts.get(file)!.imports.flatMap(({ target, own, typeOnly }) => {
      const allowed = own ? ["app", "lib/contracts", "lib/chart"].includes(unitOf(target) ?? "") : !isBuiltin(target);
      return allowed || (typeOnly && !own) ? [] : [`${pathTo(reached, file)} runs in the browser and imports ${target}`];
    }));
};

export const appNeverReachesOnnxruntime: Rule = (tree) => {
  const facts = rowFacts(tree);
  const reached = reachable(facts, [...facts.keys()].filter((file) => file.startsWith("app/")));
  return [...reached.keys()].filter((target) => /^onnxruntime-/.test(target)).map((target) => pathTo(reached, target));
};
