import { bundle, importBundle } from "../support/bundle.mjs";

const modules = [
  "detect/detector-plan", "detect/scan-look", "detect/classify-drop", "detect/categories", "detect/restrict-looks", "detect/smallest-detectable-drop",
  "stats/normal-quantile", "stats/t-quantile", "stats/t-tail",
];

/** Bundles the detector as it ships. */
export const bundleDetector = () => bundle("detector", modules);

/** What was bundled before; in a thread too. */
export const importDetector = () => importBundle("detector");
