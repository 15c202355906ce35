const token = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y;

/**
 * Place (UTF-16 index) of the first token that is wrong in a text that JSON.parse refused; the text's length if it ends too early.
 * JSON.parse itself does not always say.
 */
export function findJsonError(text: string): number {
  const open: string[] = [];
  let expects: "value" | "value-or-end" | "name" | "name-or-end" | "colon" | "after" = "value";
  token.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    token.lastIndex = at;
    const match = token.exec(text);
    const start = at + (/[^ \t\n\r]/.exec(text.slice(at, at + 10_000))?.index ?? 0);
    if (!match) return text.slice(at).trim() === "" ? text.length : start;
    const [all, mark, string] = match;
    const inObject = open.at(-1) === "{";
    if (mark === "}" || mark === "]") {
      const fits = expects === "after" || expects === (mark === "}" ? "name-or-end" : "value-or-end");
      if (!fits || open.pop() !== (mark === "}" ? "{" : "[")) return start;
      expects = "after";
    } else if (mark === ",") {
      if (expects !== "after" || open.length === 0) return start;
      expects = inObject ? "name" : "value";
    } else if (mark === ":") {
      if (expects !== "colon") return start;
      expects = "value";
    } else if (expects === "name" || expects === "name-or-end") {
      if (string === undefined) return start;
      expects = "colon";
    } else {
      if (expects !== "value" && expects !== "value-or-end") return start;
      if (mark) open.push(mark);
      expects = mark === "{" ? "name-or-end" : mark === "[" ? "value-or-end" : "after";
    }
    at += all.length;
  }
  return text.length;
}
