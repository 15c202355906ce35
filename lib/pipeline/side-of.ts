import { floatsFromBytes, itemStatus } from "@/lib/db/vector-bytes";

export interface Side {
  scores: Float32Array; statuses: Uint8Array;
  /** The reward model's identity when the scores were made; null without scores of its own. */
  identity: string | null;
}

/** One side's scores; all pending where scoring has not begun. */
export function sideOf(vector: { scores: Uint8Array; statuses: Uint8Array; identity: string } | undefined, nPrompts: number): Side {
  return {
    scores: vector ? floatsFromBytes(vector.scores) : new Float32Array(nPrompts).fill(Number.NaN),
    statuses: vector ? vector.statuses : new Uint8Array(nPrompts).fill(itemStatus.pending),
    identity: vector?.identity ?? null,
  };
}

/** The checkpoint's side, all pending where another revision of the model scored the references: while history is scored again, the two do not compare. */
export function comparableSide<S extends Side>(own: S, reference: Side): S {
  if (own.identity === null || reference.identity === null || own.identity === reference.identity) return own;
  return { ...own, ...sideOf(undefined, own.statuses.length) };
}

/** The references' side of a pairwise model, whose scores are log-odds against them: zero wherever there is a reference. */
export function parity(lengths: Float32Array | null, nPrompts: number): Side {
  const statuses = Uint8Array.from({ length: nPrompts }, (_, i) => (lengths && Number.isNaN(lengths[i]) ? itemStatus.missing : itemStatus.ok));
  return { scores: new Float32Array(nPrompts), statuses, identity: null };
}
