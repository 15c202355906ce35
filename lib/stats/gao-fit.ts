export type GaoForm = "rl" | "best-of-n";

export type GaoFit =
  | {
      kind: "fitted"; form: GaoForm; alpha: number; beta: number;
      /** KL (nats) at which the fitted curve is highest. */
      peakKl: number;
      looksBeforePeak: number; looksAfterPeak: number;
    }
  | {
      kind: "unknown";
      /** `too-few-looks`: fewer than four of different KL. `no-peak`: the fit does not turn. `one-side-of-peak`: it turns where no look has been. */
      reason: "too-few-looks" | "no-peak" | "one-side-of-peak";
    };

/** A curve of two parameters needs more than two places to say anything. */
const fewestLooks = 4;

/**
 * Held-out score as a function of the distance d = sqrt(KL) from the starting policy: R = d (alpha - beta ln d) for reinforcement learning,
 * d (alpha - beta d) for best-of-n; least squares, linear in alpha and beta. It peaks at d = exp(alpha/beta - 1), or alpha / (2 beta), and is told
 * only where looks lie on both sides of the peak. A picture, not a test: looks share prompts and are not independent.
 * @param kl [T] KL divergence from the starting policy, nats, >= 0; @param gold [T] held-out score less the starting policy's, so that R(0) = 0;
 * a look without either (not finite) or with a negative KL (an estimate below 0) is left out
 * @throws RangeError when lengths differ
 * @see Gao, Schulman & Hilton 2022, Scaling Laws for Reward Model Overoptimization, arXiv 2210.10760, section 3.2; golden values test/stats/golden.json gao_rl_fit
 */
export function gaoFit({ kl, gold, form }: { kl: ArrayLike<number>; gold: ArrayLike<number>; form: GaoForm }): GaoFit {
  if (kl.length !== gold.length) throw new RangeError(`kl has ${kl.length} entries, gold has ${gold.length}`);
  const looks = Array.from(kl, (value, t) => ({ d: Math.sqrt(value), r: gold[t]! })).filter(({ d, r }) => Number.isFinite(d) && Number.isFinite(r));
  if (new Set(looks.map(({ d }) => d)).size < fewestLooks) return { kind: "unknown", reason: "too-few-looks" };
  // R = alpha d + beta v: the normal equations of two unknowns.
  let dd = 0, dv = 0, vv = 0, dr = 0, vr = 0;
  for (const { d, r } of looks) {
    const v = form === "rl" ? (d > 0 ? -d * Math.log(d) : 0) : -d * d;
    dd += d * d;
    dv += d * v;
    vv += v * v;
    dr += d * r;
    vr += v * r;
  }
  const determinant = dd * vv - dv * dv;
  const alpha = (vv * dr - dv * vr) / determinant, beta = (dd * vr - dv * dr) / determinant;
  const peak = form === "rl" ? Math.exp(alpha / beta - 1) : alpha / (2 * beta);
  if (!(beta > 0 && peak > 0 && Number.isFinite(peak))) return { kind: "unknown", reason: "no-peak" };
  const looksBeforePeak = looks.filter(({ d }) => d < peak).length, looksAfterPeak = looks.filter(({ d }) => d > peak).length;
  if (looksBeforePeak === 0 || looksAfterPeak === 0) return { kind: "unknown", reason: "one-side-of-peak" };
  return { kind: "fitted", form, alpha, beta, peakKl: peak * peak, looksBeforePeak, looksAfterPeak };
}
