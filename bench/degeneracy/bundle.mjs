import { bundle, importBundle } from "../support/bundle.mjs";

/** Bundles the monitors as they ship, and imports them. */
export async function importMonitors() {
  const names = ["measure-texts", "length-changes", "compare-to-start", "degeneracy-monitors", "summarise-degeneracy", "text-measures"];
  await bundle("degeneracy", names.map((name) => `detect/degeneracy/${name}`));
  return importBundle("degeneracy");
}
