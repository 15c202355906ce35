const units = ["B", "kB", "MB", "GB", "TB"] as const;

/** `1.4 GB`: decimal units, at most one decimal. @param bytes not negative */
export function formatBytes(bytes: number): string {
  let value = bytes, unit = 0;
  while (value >= 999.5 && unit < units.length - 1) { value /= 1000; unit += 1; }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, "")}\u00A0${units[unit]}`;
}
