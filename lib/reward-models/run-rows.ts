import * as ort from "onnxruntime-node";

/** Token ids of one text; `types` only for models that read pairs. */
export interface Row { ids: readonly number[]; types: readonly number[] | null }

export interface Padding { side: "left" | "right"; extra: number; padId: number }

export const unpadded: Padding = { side: "right", extra: 0, padId: 0 };

/** What a run gave: the outputs asked for, and the place of each row's last token. They are read before the run returns and freed after. */
export type ReadOutputs<T> = (outputs: Readonly<Record<string, ort.Tensor>>, lastTokens: readonly number[]) => T;

export type RunRows = <T>(rows: readonly Row[], padding: Padding, outputNames: readonly string[], read: ReadOutputs<T>) => Promise<T>;

/** Feeds are made from the session's own input names; int64 buffers are reused and written through an Int32Array view (low words). */
export function createRunner(session: ort.InferenceSession): RunRows {
  const buffers = new Map<string, { wide: BigInt64Array; low: Int32Array }>();
  const types = new Map(session.inputMetadata.map((input) => [input.name, input.isTensor ? input.type : "int64"]));
  const buffer = (name: string, size: number): { wide: BigInt64Array; low: Int32Array } => {
    let known = buffers.get(name);
    if (!known || known.wide.length < size) {
      const wide = new BigInt64Array(Math.max(1024, 1 << Math.ceil(Math.log2(size))));
      known = { wide, low: new Int32Array(wide.buffer) };
      buffers.set(name, known);
    }
    return known;
  };
  return async (rows, { side, extra, padId }, outputNames, read) => {
    const length = Math.max(...rows.map((row) => row.ids.length)) + extra;
    const size = rows.length * length;
    const feeds: Record<string, ort.Tensor> = {};
    for (const name of session.inputNames) {
      const { wide, low } = buffer(name, size);
      rows.forEach((row, r) => {
        const shift = side === "left" ? length - row.ids.length : 0;
        for (let i = 0; i < length; i++) {
          const at = i - shift;
          const inside = at >= 0 && at < row.ids.length;
          low[2 * (r * length + i)] = name === "input_ids" ? (inside ? row.ids[at]! : padId) : name === "attention_mask" ? Number(inside)
            : name === "token_type_ids" ? (inside ? row.types?.[at] ?? 0 : 0) : Math.max(0, at);
        }
      });
      feeds[name] = types.get(name) === "int32"
        ? new ort.Tensor("int32", Int32Array.from({ length: size }, (_, i) => low[2 * i]!), [rows.length, length])
        : new ort.Tensor("int64", wide.subarray(0, size), [rows.length, length]);
    }
    const outputs = await session.run(feeds, [...outputNames]);
    try {
      return read(outputs, rows.map((row) => (side === "left" ? length : row.ids.length) - 1));
    } finally {
      for (const output of Object.values(outputs)) output.dispose();
    }
  };
}
