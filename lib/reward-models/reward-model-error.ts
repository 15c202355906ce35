/** A model that cannot be used; the message is one sentence that names the file and the remedy, fit to be shown. */
export class RewardModelError extends Error {
  override readonly name = "RewardModelError";
}
