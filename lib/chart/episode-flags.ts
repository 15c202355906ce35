import type { Curve } from "@/lib/contracts";
import { episodeSpans } from "./episode-spans";
import { formatCount } from "./format";
import type { Flag } from "./prepare-flags";

/** Where later episodes of detection began: at their first looks. The one that the run began with needs no mark. */
export const episodeFlags = (curve: Pick<Curve, "points" | "episodes">): Flag[] =>
  episodeSpans(curve).filter(({ episode }) => episode.afterLook > 0).map(({ episode, first }) => ({ step: first.step, kind: "episode", label: `episode ${formatCount(episode.number)}` }));
