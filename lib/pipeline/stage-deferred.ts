/** Thrown by a stage that cannot run yet (its reward model is still being checked): given back, not counted as an attempt. */
export class StageDeferred extends Error {
  override readonly name = "StageDeferred";
  constructor(readonly afterMs: number) {
    super("not yet");
  }
}
