/**
 * Sample quantile with linear interpolation between order statistics, at (n - 1) p (type 7 of Hyndman & Fan 1996, the default of R and numpy).
 * @param values [n] finite numbers in any order, n >= 1; sorted in place
 * @param p in [0, 1]
 * @throws RangeError when there is no value
 */
export function quantile(values: Float64Array, p: number): number {
  if (values.length === 0) throw new RangeError("no values, no quantile");
  values.sort();
  const place = (values.length - 1) * p;
  const below = Math.floor(place);
  const low = values[below]!;
  return low + (place - below) * ((values[below + 1] ?? low) - low);
}
