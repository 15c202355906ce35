"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Run } from "@/lib/contracts/runs";
import { type PaceSample, paceSamples, paceWords, scoringPace } from "@/lib/chart/scoring-pace";
import { checkpointsQuery } from "../../_queries/checkpoints";
import { Term } from "../../_ui/term";

/** More than the pace is judged by is not kept. */
const mostSamples = 120;

/** Pace and time left: from what this page has seen since it was opened, until then from when checkpoints were done; nothing where neither tells. */
export function ScoringPace({ run }: { run: Run }) {
  const { done, total } = run.progress;
  const [seen, setSeen] = useState<readonly PaceSample[]>([]);
  const { data: checkpoints } = useQuery(checkpointsQuery(run.id));
  useEffect(() => setSeen((samples) => [...samples.slice(1 - mostSamples), { atMs: Date.now(), done }]), [done]);
  const perSecond = scoringPace(seen) ?? scoringPace(paceSamples(checkpoints ?? []));
  return perSecond === null ? null : <span className="text-muted"><Term name="scoring pace">{paceWords(perSecond, total - done)}</Term></span>;
}
