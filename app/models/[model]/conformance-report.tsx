import type { ReactNode } from "react";
import type { ConformanceCheck, RewardModel } from "@/lib/contracts/reward-models";
import { Term } from "../../_ui/term";
import { VisibleLine } from "../../_ui/visible-line";
import { conformanceWords } from "../conformance-words";

const outcomeLook: Record<ConformanceCheck["outcome"], { colour: string; text: string; shape: ReactNode }> = {
  pass: { colour: "text-healthy", text: "pass", shape: <path d="m1.5 6.4 3 3 6-7.2" strokeLinecap="round" strokeLinejoin="round" /> },
  warn: { colour: "text-best", text: "warning", shape: <path d="M6 1.4v6M6 10v.4" strokeLinecap="round" /> },
  fail: { colour: "text-regressed", text: "fail", shape: <path d="m2 2 8 8m0-8-8 8" strokeLinecap="round" /> },
  skipped: { colour: "text-unknown", text: "skipped", shape: <path d="M2 6h8" strokeDasharray="2 2" /> },
};

/** The checks one by one: what was asked (on the name), how it came out, and a sentence with what was found. */
export function ConformanceReport({ model }: { model: RewardModel }) {
  const { conformance, status } = model;
  return (
    <section className="panel min-w-0" aria-label="Conformance">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 px-4 py-3">
        <h2 className="text-14">Conformance</h2>
        <span className="text-13 text-muted" aria-live="polite">{conformanceWords(model)}</span>
      </div>
      {conformance.length === 0 ? (
        <p className="border-t border-line px-4 py-6 text-13 text-unknown">{status === "checking" ? "A worker is checking the model. The report appears here when it is done." : "There is no report."}</p>
      ) : (
        <table className="w-full border-t border-line text-13 max-sm:block max-sm:[&_tbody]:block max-sm:[&_thead]:sr-only">
          <thead>
            <tr className="text-left text-12 text-muted">
              <th scope="col" className="border-b border-line py-2 pl-4">Outcome</th><th scope="col" className="border-b border-line px-4 py-2">Check</th><th scope="col" className="border-b border-line py-2 pr-4">What was found</th>
            </tr>
          </thead>
          <tbody>{conformance.map((check) => <CheckRow key={check.check} {...check} />)}</tbody>
        </table>
      )}
    </section>
  );
}

function CheckRow({ check, outcome, detail }: ConformanceCheck) {
  const { colour, text, shape } = outcomeLook[outcome];
  return (
    <tr className="align-top max-sm:grid max-sm:grid-cols-[104px_minmax(0,1fr)] max-sm:border-b max-sm:border-line max-sm:px-4 max-sm:py-2 max-sm:last:border-0 sm:[&:last-child>*]:border-0 sm:[&>*]:border-b sm:[&>*]:border-line">
      <td className={`py-2 font-medium whitespace-nowrap max-sm:py-0 sm:pl-4 ${colour}`}>
        <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth="1.8" className="mr-2 inline-block align-[-1px]" aria-hidden>{shape}</svg>{text}
      </td>
      <th scope="row" className="py-2 text-left font-mono text-12 leading-5 whitespace-nowrap max-sm:py-0 sm:px-4"><Term name={check} /></th>
      <td className="w-full py-2 [overflow-wrap:anywhere] text-muted max-sm:col-span-2 max-sm:pt-0.5 max-sm:pb-0 sm:pr-4"><VisibleLine text={detail} wrap /></td>
    </tr>
  );
}
