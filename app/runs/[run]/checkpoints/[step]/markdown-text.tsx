"use client";

import Markdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** More would hold up the page; the raw view shows all. */
const mostCharacters = 50_000;

/**
 * A text as Markdown, safely: HTML stays text, nothing is fetched, no link can be followed (where it leads stands beside it).
 */
export default function MarkdownText({ text }: { text: string }) {
  return (
    <div className="written max-w-[75ch] space-y-2 whitespace-normal! [&_code]:font-mono [&_code]:text-12 [&_h1]:text-16 [&_h2]:text-14 [&_li]:ml-5 [&_ol]:list-decimal [&_pre]:overflow-x-auto [&_pre]:rounded-md [&_pre]:bg-sunken [&_pre]:p-2 [&_td]:border [&_td]:border-line [&_td]:px-2 [&_th]:border [&_th]:border-line [&_th]:px-2 [&_ul]:list-disc" dir="auto">
      <Markdown
        remarkPlugins={[remarkGfm]}
        components={{
          a: ({ href, children }) => <span className="underline decoration-dotted">{children} <span className="text-12 text-muted">({href})</span></span>,
          img: ({ alt, src }) => <span className="text-muted">[image: {alt} {typeof src === "string" ? src.slice(0, 200) : ""}]</span>,
          input: ({ checked }) => <span aria-hidden>{checked ? "☑" : "☐"}</span>,
        }}
      >
        {text.slice(0, mostCharacters)}
      </Markdown>
      {text.length > mostCharacters && <p className="text-12 text-muted">The rest is shown by “Raw”.</p>}
    </div>
  );
}
