"use client";

import { useState } from "react";

/** For what cannot be undone: asks once more, in place. */
export function ConfirmButton({ words, question, busy, onConfirm }: { words: string; question: string; busy: boolean; onConfirm: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking) return <button type="button" className="button button-quiet h-7!" aria-label={question.replace(/\?.*$/, "")} onClick={() => setAsking(true)}>{words}</button>;
  return (
    <span role="group" aria-label={question} className="inline-flex flex-wrap items-center justify-end gap-1.5 whitespace-normal" onKeyDown={(event) => event.key === "Escape" && setAsking(false)}>
      <span className="text-12">{question}</span>
      <button type="button" className="button h-7! text-regressed!" autoFocus disabled={busy} onClick={() => { setAsking(false); onConfirm(); }}>{words}</button>
      <button type="button" className="button button-quiet h-7!" onClick={() => setAsking(false)}>Keep</button>
    </span>
  );
}
