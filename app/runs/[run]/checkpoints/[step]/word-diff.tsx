"use client";

import { useEffect, useState } from "react";
import { visibleText } from "../../../../_ui/visible-text";

export type DiffPart = { text: string; changed: boolean };
export type Sides = { left: DiffPart[]; right: DiffPart[] };
/** Longer texts are shown without their differences: comparing them would hold up the page. */
const mostCharacters = 20_000;
const limitMs = 150;

/** Marks help where most is shared; of two answers with hardly a word in common they would cover everything. */
const leastShared = 0.25;
/** Why two texts are shown without marks. */
export type NoMarks = "too-long" | "unlike";

/** Words that only one of two texts has. @returns null while the library is on its way */
export function useWordDiff(left: string | null, right: string | null): Sides | NoMarks | null {
  const [found, setFound] = useState<{ left: string; right: string; sides: Sides | NoMarks } | null>(null);
  useEffect(() => {
    if (left === null || right === null) return;
    let gone = false;
    void import("diff").then(({ diffWordsWithSpace }) => {
      if (gone) return;
      const changes = left.length + right.length > mostCharacters ? undefined : diffWordsWithSpace(left, right, { timeout: limitMs });
      const shared = changes?.reduce((sum, c) => sum + (c.added || c.removed ? 0 : c.value.trim().length), 0) ?? 0;
      setFound({
        left, right,
        sides: !changes ? "too-long" : shared < leastShared * Math.max(left.length, right.length) ? "unlike"
          : { left: changes.filter((c) => !c.added).map((c) => ({ text: c.value, changed: c.removed })), right: changes.filter((c) => !c.removed).map((c) => ({ text: c.value, changed: c.added })) },
      });
    });
    return () => { gone = true; };
  }, [left, right]);
  return found?.left === left && found.right === right ? found.sides : null;
}

/** One side of a diff, as text only; what the other side lacks is underlined too, so that colour is not the only sign. */
export function DiffText({ parts, side }: { parts: readonly DiffPart[]; side: "left" | "right" }) {
  const mark = side === "left" ? "bg-regressed-wash decoration-regressed" : "bg-healthy-wash decoration-healthy";
  return (
    <div className="written max-w-[75ch]" dir="auto">
      {parts.map(({ text, changed }, i) => {
        const shown = visibleText(text).map((part, j) => (part.sign === undefined ? part.text : <span key={j} className="sign">{part.sign}</span>));
        return changed && text.trim() !== "" ? <mark key={i} className={`rounded-[2px] text-ink underline decoration-2 underline-offset-2 ${mark}`}>{shown}</mark> : <span key={i}>{shown}</span>;
      })}
    </div>
  );
}
