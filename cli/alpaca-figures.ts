import { clusteredMean } from "@/lib/stats/clustered-mean";
import { winIndicator } from "@/lib/stats/win-indicator";
import type { PreferenceInput } from "@/lib/contracts";

/** What alpaca_eval's leaderboard prints of one model. */
export interface AlpacaFigures {
  nTotal: number; nWins: number; nDraws: number; nLosses: number;
  /** Judgements that hold no preference; in none of the other numbers. */
  nWithout: number;
  /** Mean of preference - 1 and its standard error sd / sqrt(n); the share of outcomes, a tie one half. In [0, 1]; null without a preference. */
  winRate: number | null; standardError: number | null; discreteWinRate: number | null;
}

/** @see alpaca_eval, metrics/winrate.py: get_winrate */
export function alpacaFigures(preferences: readonly Pick<PreferenceInput, "probability">[]): AlpacaFigures {
  const given = preferences.flatMap(({ probability }) => (probability === null ? [] : [probability]));
  const outcomes = given.map((probability) => winIndicator(probability, 0.5));
  const count = (wanted: number) => outcomes.filter((outcome) => outcome === wanted).length;
  const [nWins, nDraws, nLosses, nTotal] = [count(1), count(0.5), count(0), given.length];
  const mean = nTotal === 0 ? null : clusteredMean(given, null);
  return {
    nTotal, nWins, nDraws, nLosses, nWithout: preferences.length - nTotal,
    winRate: mean?.mean ?? null, standardError: nTotal < 2 ? null : (mean?.se ?? null), discreteWinRate: nTotal === 0 ? null : (nWins + nDraws / 2) / nTotal,
  };
}
