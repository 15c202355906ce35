"use client";

import { useState } from "react";
import { Dialog } from "./dialog";
import { keySections, termSections } from "./help-sections";
import { termFormulas } from "./term-formulas";
import { type TermName, terms } from "./terms";

/** Every word with its meaning and formula, and every key. */
export function HelpSheet({ returnTo, onClose }: { returnTo: HTMLElement | null; onClose: () => void }) {
  const [words, setWords] = useState("");
  const wanted = words.trim().toLowerCase();
  const holds = (text: string) => text.toLowerCase().includes(wanted);
  const sections = termSections.map(({ title, names }) => ({ title, names: names.filter((name) => holds(name) || holds(terms[name])) })).filter(({ names }) => names.length > 0);
  const keys = keySections.map((section) => ({ ...section, keys: section.keys.filter(([, does]) => holds(does) || holds(section.title)) })).filter((section) => section.keys.length > 0);
  return (
    <Dialog title="Help" place="side" returnTo={returnTo} onClose={onClose}>
      <div className="border-b border-line px-5 py-3">
        <label className="sr-only" htmlFor="help-search">Search words and keys</label>
        <input id="help-search" type="search" className="field w-full" placeholder="Search words and keys" autoFocus value={words} onChange={(event) => setWords(event.target.value)} autoComplete="off" />
      </div>
      <div className="min-h-0 flex-1 space-y-6 overflow-y-auto px-5 py-4" tabIndex={0} role="region" aria-label="Words and keys">
        {keys.length > 0 && (
          <section aria-label="Keys" className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
            {keys.map((section) => (
              <div key={section.title}>
                <h3 className="kicker mb-1.5">{section.title}</h3>
                <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-13">
                  {section.keys.map(([pressed, does]) => (
                    <div key={does} className="contents"><dt className="flex items-start gap-1">{pressed.map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd className="text-muted">{does}</dd></div>
                  ))}
                </dl>
              </div>
            ))}
          </section>
        )}
        {sections.map(({ title, names }) => (
          <section key={title} aria-label={title}>
            <h3 className="text-14">{title}</h3>
            <dl className="mt-2 space-y-3">{names.map((name) => <Definition key={name} name={name} />)}</dl>
          </section>
        ))}
        {keys.length + sections.length === 0 && <p className="text-muted" role="status">No word and no key holds “{words.trim()}”.</p>}
      </div>
    </Dialog>
  );
}

function Definition({ name }: { name: TermName }) {
  return (
    <div>
      <dt className="text-13 font-semibold">{name}</dt>
      <dd className="text-13 text-muted">{terms[name]}</dd>
      {termFormulas[name] && <dd className="mt-1 overflow-x-auto rounded-sm bg-sunken px-2 py-1 font-mono text-12">{termFormulas[name]}</dd>}
    </div>
  );
}
