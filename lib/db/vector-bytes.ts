/**
 * Vectors are stored as bytes in the frozen prompt order: Float32 little-endian scores and one status byte a prompt
 * (bits 0-1: pending 0, ok 1, failed 2, missing 3; bit 2 prompt cut; bit 3 completion cut).
 */
export const itemStatus = { pending: 0, ok: 1, failed: 2, missing: 3 } as const;
export const statusMask = 0b11;
export const cutFlags = { none: 0, prompt: 0b100, completion: 0b1000 } as const;

/** @returns a copy, aligned, in this machine's byte order (every supported platform is little-endian) */
export function floatsFromBytes(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

export function bytesFromFloats(floats: Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(floats.slice().buffer);
}

export function cutOf(status: number): "none" | "prompt" | "completion" {
  if (status & cutFlags.completion) return "completion";
  return status & cutFlags.prompt ? "prompt" : "none";
}
