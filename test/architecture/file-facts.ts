import path from "node:path";
import ts from "typescript";
import type { Tree } from "./read-tree";

export interface Import {
  /** As written: a package, `node:fs`, or the resolved path from the root for the project's own files. */
  target: string;
  own: boolean;
  /** Erased when the code runs. */
  typeOnly: boolean;
  /** Named imports; empty for all other forms. */
  names: string[];
}

export interface FileFacts {
  imports: Import[];
  directive: "use client" | "use server" | null;
  /** Uses of the environment, the clock and chance, as written. */
  impure: { what: "environment" | "clock" | "chance"; text: string }[];
}

const extensions = ["", ".ts", ".tsx", ".js", ".mjs", ".d.ts", "/index.ts", "/index.tsx"];

/** Files that a build makes are not in the tree; their path as written says enough. */
function resolve(specifier: string, importer: string, tree: Tree): Pick<Import, "target" | "own"> {
  const own = specifier.startsWith("@/") ? specifier.slice(2) : specifier.startsWith(".") ? path.posix.join(path.posix.dirname(importer), specifier) : null;
  if (own === null) return { target: specifier, own: false };
  const found = extensions.map((extension) => own + extension).find((candidate) => tree.has(candidate));
  return { target: found ?? own.replace(/\.js$/, ".ts"), own: true };
}

const firstArgument = (node: ts.CallExpression): string | null => {
  const argument = node.arguments[0];
  return argument !== undefined && ts.isStringLiteralLike(argument) ? argument.text : null;
};

function importOf(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.importClause?.isTypeOnly ?? false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true };
  }
  if (!ts.isCallExpression(node)) return null;
  const isLoad = node.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(node.expression) && node.expression.text === "require");
  const specifier = isLoad ? firstArgument(node) : null;
  return specifier === null ? null : { specifier, typeOnly: false };
}

const squeezed = (node: ts.Node) => node.getText().replaceAll(/\s+/g, "");

function impurityOf(node: ts.Node): FileFacts["impure"][number] | null {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    const text = squeezed(node);
    if (/^(globalThis\.)?process(\.env|\[["']env["']\])$/.test(text)) return { what: "environment", text };
    if (/^(Date\.now|performance\.now)$/.test(text)) return { what: "clock", text };
    if (/^(Math\.random|crypto\.(randomUUID|getRandomValues))$/.test(text)) return { what: "chance", text };
  }
  if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer?.getText() === "process" && /\benv\b/.test(node.name.getText())) {
    return { what: "environment", text: squeezed(node) };
  }
  const isDate = (ts.isNewExpression(node) || ts.isCallExpression(node)) && ts.isIdentifier(node.expression) && node.expression.text === "Date";
  if (isDate && (node.arguments?.length ?? 0) === 0) return { what: "clock", text: squeezed(node) };
  return null;
}

function namesOf(node: ts.Node): string[] {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : undefined;
  return bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text) : [];
}

/** What one source file imports and uses, by TypeScript's own parser: text in comments and strings does not count. */
function factsOf(file: string, text: string, tree: Tree): FileFacts {
  const kind = file.endsWith("x") ? ts.ScriptKind.TSX : file.endsWith("js") ? ts.ScriptKind.JS : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind);
  const facts: FileFacts = { imports: [], directive: null, impure: [] };
  const first = source.statements[0];
  if (first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression)) {
    const said = first.expression.text;
    if (said === "use client" || said === "use server") facts.directive = said;
  }
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== null) {
      const names = namesOf(node);
      facts.imports.push({ ...resolve(found.specifier, file, tree), typeOnly: found.typeOnly, names });
      if (/^(node:)?process$/.test(found.specifier) && names.includes("env")) facts.impure.push({ what: "environment", text: node.getText() });
    }
    const impure = impurityOf(node);
    if (impure !== null) facts.impure.push(impure);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return facts;
}

const known = new WeakMap<Tree, Map<string, FileFacts>>();

/** Facts of every source file of the rows (lib, app, workers, cli); parsed once a tree. */
export function rowFacts(tree: Tree): Map<string, FileFacts> {
  const before = known.get(tree);
  if (before !== undefined) return before;
  const facts = new Map<string, FileFacts>();
  for (const [file, text] of tree) {
    if (/^(lib|app|workers|cli)\//.test(file) && /\.(tsx?|m?js)$/.test(file) && !file.endsWith(".d.ts")) facts.set(file, factsOf(file, text, tree));
  }
  known.set(tree, facts);
  return facts;
}
