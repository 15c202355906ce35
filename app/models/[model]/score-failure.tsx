import { ProblemError } from "../../_queries/call";
import { Notice } from "../../_ui/notice";

/** Why there is no score, and what to do: the server's own sentence where it has one. */
export function ScoreFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { title, text, again } = wordsOf(error);
  const fields = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return (
    <div className="border-t border-line px-4 py-4" role="alert">
      <Notice tone={again ? "unknown" : "regressed"} title={title}>
        <p className="[overflow-wrap:anywhere]">{text}</p>
        {fields.length > 0 && <ul className="mt-1 list-disc pl-5">{fields.map(({ path, message }) => <li key={path}><code className="font-mono text-12">{path}</code> {message}</li>)}</ul>}
        {again && <button type="button" className="button mt-3" onClick={onRetry}>Try again</button>}
      </Notice>
    </div>
  );
}

function wordsOf(error: Error): { title: string; text: string; again: boolean } {
  if (!(error instanceof ProblemError)) return { title: "The server cannot be reached", text: "Check that Tidemark is running, then try again.", again: true };
  const { status } = error.problem;
  if (status === 503 || status === 504) return { title: "No worker gave an answer in time", text: error.message, again: true };
  if (status === 429) return { title: "Too many requests", text: error.message, again: true };
  if (status === 403) return { title: "This key may only read", text: "Scoring needs a key with the scope write. Sign in with one, or make it: npx tidemark keys create scoring --scope write", again: false };
  return { title: "Not scored", text: error.message, again: status >= 500 };
}
