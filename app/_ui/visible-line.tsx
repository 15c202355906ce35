import { visibleText } from "./visible-text";

/**
 * A short text from outside (a path, a key, a tag) on one line, hidden marks shown.
 * @param wrap for a sentence: as many lines as it takes
 * @param end characters shown at most, counted from the end: paths differ there
 */
export function VisibleLine({ text, end, wrap = false, className = "" }: { text: string; end?: number; wrap?: boolean; className?: string }) {
  const shown = end !== undefined && text.length > end + 1 ? `…${text.slice(-end).replace(/^[\udc00-\udfff]/, "")}` : text;
  return (
    <bdi className={`written ${wrap ? "" : "whitespace-pre!"} ${className}`} title={shown !== text || (text.length > 40 && !wrap) ? text : undefined}>
      {visibleText(shown.replace(/[\t\n]/g, " ")).map((part, i) => (part.sign === undefined ? part.text : <span key={i} className="sign">{part.sign}</span>))}
    </bdi>
  );
}
