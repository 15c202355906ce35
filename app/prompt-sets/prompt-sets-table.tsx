"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { formatCount } from "@/lib/chart/format";
import { promptSetsQuery } from "../_queries/prompt-sets";
import { RelativeTime } from "../_ui/relative-time";

export function PromptSetsTable() {
  const { data, error } = useQuery(promptSetsQuery());
  if (data?.items.length === 0) {
    return (
      <div className="panel max-w-[75ch] px-5 py-8 text-13">
        <p className="text-14 font-medium">No prompt set yet.</p>
        <p className="mt-1 text-muted">One line a prompt, {'{"key": "explain-01", "prompt": "Explain …", "tags": ["explain"]}'}, then:</p>
        <pre className="mt-2 overflow-x-auto rounded-md bg-sunken p-3 font-mono text-12">npx tidemark prompts add core-v1 prompts.jsonl</pre>
        <p className="mt-2 text-muted"><Link className="link" href="/get-started">Get started</Link> has the same for Python and HTTP.</p>
      </div>
    );
  }
  return (
    <>
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The list could not be refreshed: {error.message}</p>}
      <div className="panel scroll-x max-w-[1200px]" tabIndex={0} role="region" aria-label="Table of prompt sets">
        <table className="grid-table">
          <thead><tr><th scope="col">Name</th><th scope="col" className="num">Prompts</th><th scope="col">Hash</th><th scope="col" className="num">Created</th></tr></thead>
          <tbody>
            {data?.items.map((set) => (
              <tr key={set.id}>
                <th scope="row"><Link className="text-14 font-semibold hover:text-tide" href={`/prompt-sets/${set.id}`}>{set.name}</Link></th>
                <td className="num">{formatCount(set.nPrompts)}</td>
                <td className="font-mono text-12" title={set.hash}>{set.hash.slice(0, 12)}</td>
                <td className="num text-muted"><RelativeTime at={set.createdAt} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
