import { useMemo } from "react";
import { formatCount, formatPercent } from "@/lib/chart/format";
import { echoOf, textSigns, whatStandsOut } from "@/lib/chart/text-signs";

/** What can be seen of the two texts without reading them: a hint at why a prompt turned. */
export function PairSigns({ prompt, completion, other, name }: { prompt: string; completion: string; other: string; name: string }) {
  const { own, beside, stands } = useMemo(() => {
    const [own, beside] = [textSigns(completion), textSigns(other)];
    return { own, beside, stands: whatStandsOut(own, beside, echoOf(prompt, completion)) };
  }, [prompt, completion, other]);
  const share = (value: number | null) => (value === null ? "–" : formatPercent(value));
  return (
    <div className="border-t border-line px-5 py-2 text-12 text-muted">
      {stands.length > 0 && <p className="mb-1 text-13 text-ink">Beside {name}: {stands.join("; ")}.</p>}
      <p className="flex flex-wrap gap-x-5">
        <span>characters <span className="text-ink tabular-nums">{formatCount(beside.characters)} → {formatCount(own.characters)}</span></span>
        <span>distinct words <span className="text-ink tabular-nums">{share(beside.distinctWords)} → {share(own.distinctWords)}</span></span>
        <span>repeated four-word runs <span className="text-ink tabular-nums">{share(beside.repeated)} → {share(own.repeated)}</span></span>
      </p>
    </div>
  );
}
