"""Writes golden-intervals.json: interval formulas evaluated in 50 digits, independent of the TypeScript code."""
import json
import pathlib

from mpmath import betainc, erfinv, exp, findroot, log, mp, mpf, sqrt

mp.dps = 50


def t_quantile(p, df):
    def upper_tail(t):
        return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2

    return findroot(lambda t: upper_tail(t) - (1 - mpf(p)), (mpf(1), mpf(5)), solver="anderson", tol=1e-40)


Z = sqrt(mpf(2)) * erfinv(2 * mpf("0.975") - 1)


def mean_and_errors(values, clusters):
    n = len(values)
    mean = sum(values) / n
    iid = sqrt(sum((x - mean) ** 2 for x in values) / (n - 1) / n)
    groups = {}
    for x, g in zip(values, clusters):
        groups[g] = groups.get(g, mpf(0)) + (x - mean)
    g = len(groups)
    clustered = sqrt(mpf(g) / (g - 1) * sum(d * d for d in groups.values())) / n
    return n, g, mean, iid, clustered


def case(values, clusters):
    exact = [mpf(str(v)) for v in values]
    n, g, mean, iid, se = mean_and_errors(exact, clusters)
    t = t_quantile("0.975", g - 1)
    row = {"values": values, "clusters": clusters, "n": n, "nUnits": g, "mean": mean, "se": se,
           "t": {"low": mean - t * se, "high": mean + t * se}}
    if 0 < mean < 1 and se > mpf("1e-12"):
        logit, half = log(mean / (1 - mean)), t * se / (mean * (1 - mean))
        row["logitT"] = {"low": 1 / (1 + exp(-(logit - half))), "high": 1 / (1 + exp(-(logit + half)))}
    elif 0 <= mean <= 1:
        q = mpf("0.025") ** (mpf(1) / g)
        row["logitT"] = {"low": q * mean, "high": q * mean + 1 - q}
    if all(v in (0, 0.5, 1) for v in values):
        size = min(mpf(n), n * iid**2 / se**2) if se > 0 else mpf(g)
        shrink = 1 + Z**2 / size
        centre = (mean + Z**2 / (2 * size)) / shrink
        half = Z / shrink * sqrt(mean * (1 - mean) / size + Z**2 / (4 * size**2))
        row["wilson"] = {"low": centre - half, "high": centre + half}
        row["effectiveSize"] = size
    return row


def plain(value):
    if isinstance(value, mpf):
        return float(value)
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value


P = [0.91, 0.12, 0.55, 0.73, 0.38, 0.66, 0.49, 0.82, 0.27, 0.58]
W = [1, 1, 0, 0.5, 1, 1, 0, 1, 1, 0.5, 0, 1]
cases = {
    "independent": case(P, list(range(10))),
    "clustered": case(P, [0, 0, 1, 1, 1, 2, 3, 3, 4, 5]),
    "near one": case([0.999, 0.9999, 0.98, 0.997, 1, 0.9995], list(range(6))),
    "scores": case([2.25, -1.5, 0.75, 3, -0.125, 1.5], [0, 1, 1, 2, 3, 3]),
    "outcomes": case(W, list(range(12))),
    "outcomes in clusters": case(W, [0, 0, 1, 1, 2, 2, 3, 4, 4, 5, 6, 6]),
    "all tied": case([0.5] * 8, list(range(8))),
    "all won, in clusters": case([1] * 8, [0, 0, 1, 1, 2, 2, 3, 3]),
    "clusters that cancel": case([0.25, 0.75, 0.25, 0.75, 0.75, 0.25], [0, 0, 1, 1, 2, 2]),
}
target = pathlib.Path(__file__).with_name("golden-intervals.json")
target.write_text(json.dumps({name: plain(row) for name, row in cases.items()}, indent=1) + "\n")
