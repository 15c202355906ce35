"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useCallback, useMemo, useState } from "react";
import { formatStep } from "@/lib/chart/format";
import type { Curve } from "@/lib/contracts/curves";
import { type PairsSelection, pairQuery, pairsQuery } from "../../../../_queries/checkpoints";
import type { CurveSelection } from "../../../../_queries/run";
import { changeSearch } from "../../../../_ui/change-search";
import { Segmented } from "../../../../_ui/segmented";
import { SelectField } from "../../../../_ui/select-field";
import { useShortcuts } from "../../../../_ui/use-shortcuts";
import { PairDetail, type TextView, otherOfReference, otherOfStep } from "./pair-detail";
import { PairRows } from "./pair-rows";
import { PairsToolbar } from "./pairs-toolbar";
import { type PairsFilter, parseAgainst } from "./pairs-selection";
import { StepSlider } from "./step-slider";

/** Another filter is another list: the pair that was open may not be in it. */
const chooseFilter = (change: Record<string, string>) => changeSearch({ ...change, key: "" });

/** Every pair of the checkpoint: list, one pair in full, and the same prompt at other steps. The address holds all of it. */
export function PairsBrowser({ id, step, selection, filter, tags, curve, bestStep, previousStep, steps, onStep }: {
  id: string; step: number; selection: CurveSelection; filter: PairsFilter; tags: readonly { tag: string; nPrompts: number }[]; curve: Curve | undefined;
  bestStep: number | null; previousStep: number | null; steps: readonly number[]; onStep: (step: number, change: Record<string, string>) => void;
}) {
  const search = useSearchParams();
  const [view, setView] = useState<TextView>("raw");
  const [diff, setDiff] = useState(true);
  const asked: PairsSelection = { ...selection, ...filter };
  const { data, error, fetchNextPage, hasNextPage, isFetchNextPageError, isFetching, isFetchingNextPage, refetch } = useInfiniteQuery(pairsQuery(id, step, asked));
  const pairs = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  // A logit of 1 is a small margin; the scores of an absolute model may all lie within less.
  const least = curve?.rewardModel?.kind === "absolute" ? Number.MIN_VALUE : 1;
  const most = useMemo(() => Math.max(least, ...pairs.map((p) => Math.abs(p.margin ?? 0))), [pairs, least]);

  const askedKey = search.get("key");
  const at = askedKey === null ? 0 : pairs.findIndex(({ key }) => key === askedKey);
  // A link may lead to a pair far down the list: it is read by itself.
  const { data: linked, error: linkedError } = useQuery({ ...pairQuery(id, step, askedKey ?? "", { ...selection, ...(filter.since && { since: filter.since }) }), enabled: askedKey !== null && at < 0 });
  const pair = pairs[at] ?? (askedKey !== null && at < 0 ? linked : undefined);

  const against = parseAgainst(Object.fromEntries(search));
  const asideStep = against === "reference" ? null : against === "previous" ? previousStep : against === "best" ? bestStep : against;
  // A link may have been followed to the very step that it reads against.
  const againstStep = asideStep === step ? null : asideStep;
  const { data: beside, error: besideError } = useQuery({ ...pairQuery(id, againstStep ?? 0, pair?.key ?? "", selection), enabled: pair !== undefined && pair !== null && againstStep !== null });

  // Waits after a failure until somebody asks again, or a refresh succeeds.
  const more = useCallback(() => { if (!isFetchingNextPage && !error) void fetchNextPage(); }, [error, fetchNextPage, isFetchingNextPage]);

  useShortcuts((event) => {
    const inList = event.target instanceof HTMLElement && event.target.getAttribute("role") === "listbox";
    const move = event.key === "j" || (inList && event.key === "ArrowDown") ? 1 : event.key === "k" || (inList && event.key === "ArrowUp") ? -1 : 0;
    const next = move === 0 ? undefined : pairs[at + move];
    if (event.key === "m") setView((now) => (now === "raw" ? "markdown" : "raw"));
    if (event.key === "d") setDiff((now) => !now);
    if (!next) return;
    event.preventDefault();
    changeSearch({ key: next.key });
  });

  const filtered = Boolean(filter.outcome || filter.tag || filter.q || filter.turned);
  // What the list does not change stays as it is while more of the list arrives: texts and hundreds of steps are not made again.
  const referenceName = curve?.referenceSet?.name ?? "";
  const besideField = useMemo(() => {
    const choices = [
      { value: "reference", text: `reference ${referenceName}` },
      ...(previousStep === null ? [] : [{ value: "previous", text: `previous step, ${formatStep(previousStep)}` }]),
      ...(bestStep === null || bestStep === step ? [] : [{ value: "best", text: `best step, ${formatStep(bestStep)}` }]),
      ...steps.filter((s) => s !== step).map((s) => ({ value: String(s), text: `step ${formatStep(s)}` })),
    ];
    return <SelectField label="read against" value={String(against)} options={choices} onChange={(value) => changeSearch({ against: value === "reference" ? "" : value })} />;
  }, [against, bestStep, previousStep, referenceName, step, steps]);
  const detail = useMemo(
    () => pair && <PairDetail key={`pair ${pair.key}`} pair={pair} most={most} diff={diff} view={view} other={againstStep === null ? otherOfReference(pair, referenceName) : otherOfStep(beside, againstStep, besideError)} />,
    [againstStep, beside, besideError, diff, most, pair, referenceName, view],
  );
  const promptKey = pair?.key;
  const slider = useMemo(
    () => promptKey !== undefined && <StepSlider key={`steps ${promptKey}`} id={id} step={step} promptKey={promptKey} selection={selection} steps={steps} onStep={(to) => onStep(to, { key: promptKey })} />,
    [id, onStep, promptKey, selection, step, steps],
  );
  return (
    <section aria-label="Pairs">
      <PairsToolbar filter={filter} tags={tags} bestStep={bestStep === step ? null : bestStep} previousStep={previousStep} onChange={chooseFilter} />
      {error && <p role="alert" className="mb-3 text-13 text-regressed">The pairs could not be read: {error.message} <button type="button" className="link" disabled={isFetching} onClick={() => void (isFetchNextPageError ? fetchNextPage() : refetch())}>Ask again now</button></p>}
      {data && pairs.length === 0 && !pair && (
        <p className="panel px-5 py-8 text-muted">{filtered ? "No pair matches the filter." : "This run has no prompts to compare."} {filtered && <button type="button" className="link" onClick={() => chooseFilter({ outcome: "", tag: "", q: "", turned: "" })}>Show all pairs</button>}</p>
      )}
      {(pairs.length > 0 || pair) && (
        <div className={`grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(260px,340px)_minmax(0,1fr)] min-[118rem]:grid-cols-[440px_minmax(0,1fr)] ${isFetching && !isFetchingNextPage ? "opacity-80" : ""}`} aria-busy={isFetching}>
          <PairRows pairs={pairs} at={at} most={most} hasMore={hasNextPage} failed={error !== null} onChoose={(key) => changeSearch({ key })} onMore={more} />
          <div className="min-w-0 space-y-3">
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              {besideField}
              <Segmented label="Texts" value={view} options={[{ value: "raw", text: "Raw" }, { value: "markdown", text: "Markdown" }]} onChange={setView} />
              <label className="inline-flex items-center gap-1.5 text-13 text-muted"><input type="checkbox" className="accent-tide" checked={diff && view === "raw"} disabled={view !== "raw"} onChange={(event) => setDiff(event.target.checked)} /> mark differences</label>
              <span className="ml-auto text-12 text-muted max-lg:hidden"><kbd>j</kbd> <kbd>k</kbd> next, previous · <kbd>[</kbd> <kbd>]</kbd> steps · <kbd>/</kbd> search</span>
            </div>
            {detail ?? (linkedError && linked === undefined
              ? <p className="panel px-5 py-8 text-regressed" role="alert">The pair could not be read: {linkedError.message}</p>
              : <p className="panel px-5 py-8 text-muted" role="status">{linked === null ? "This prompt is not part of the run." : "Reading the pair…"}</p>)}
            {slider}
          </div>
        </div>
      )}
    </section>
  );
}
