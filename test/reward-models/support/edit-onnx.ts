import { readFileSync, writeFileSync } from "node:fs";

/** A node to put behind (or in front of) a model's own; `attributes` are of type int, float or ints. */
export interface NewNode { op: string; inputs: string[]; outputs: string[]; attributes?: Record<string, number | { float: number } | number[]> }
export interface NewOutput { name: string; type?: number; dims: (number | string)[] }
export interface OnnxEdit {
  /** Run first, on the model's inputs. */
  before?: NewNode[];
  /** Run last, on the model's outputs. */
  after?: NewNode[];
  /** Replaces the model's outputs. */
  outputs?: NewOutput[];
  /** Names that the model's nodes read, and what they read instead. */
  rewire?: Record<string, string>;
  /** New names of the model's inputs. */
  inputs?: Record<string, string>;
  /** Version of the standard operator set that the file asks for. */
  opset?: number;
}

type Field = { number: number; wire: number; body: Buffer };

/** Writes a changed copy of an .onnx file, so that broken models need no files of their own. Field numbers: onnx/onnx.proto. */
export function editOnnx(source: string, target: string, { before = [], after = [], outputs, rewire = {}, inputs = {}, opset }: OnnxEdit): void {
  const read = { ...rewire, ...inputs };
  const renamed = (part: Field, number: number, names: Record<string, string>): Field => ({
    ...part, body: write(parse(part.body).map((field) => (field.number === number ? { ...field, body: Buffer.from(names[field.body.toString()] ?? field.body.toString()) } : field))),
  });
  const model = parse(readFileSync(source)).map((field) => {
    if (field.number === 8 && opset !== undefined) return { ...field, body: write([integer(2, opset)]) };
    if (field.number !== 7) return field;
    const graph = parse(field.body);
    const nodes = graph.filter((part) => part.number === 1).map((part) => renamed(part, 1, read));
    const rest = graph.filter((part) => part.number !== 1 && !(outputs && part.number === 12)).map((part) => (part.number === 11 ? renamed(part, 1, inputs) : part));
    const all = [...before.map(node), ...nodes, ...after.map(node), ...rest, ...(outputs ?? []).map(output)];
    return { ...field, body: write(all) };
  });
  writeFileSync(target, write(model));
}

const bytes = (number: number, body: Buffer | string): Field => ({ number, wire: 2, body: Buffer.from(body as string) });
const integer = (number: number, value: number): Field => ({ number, wire: 0, body: varint(value) });

function node({ op, inputs, outputs, attributes = {} }: NewNode): Field {
  const parts = Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") return bytes(5, write([bytes(1, name), integer(3, value), integer(20, 2)]));
    if (Array.isArray(value)) return bytes(5, write([bytes(1, name), ...value.map((v) => integer(8, v)), integer(20, 7)]));
    const float = Buffer.alloc(4);
    float.writeFloatLE(value.float);
    return bytes(5, write([bytes(1, name), { number: 2, wire: 5, body: float }, integer(20, 1)]));
  });
  return bytes(1, write([...inputs.map((name) => bytes(1, name)), ...outputs.map((name) => bytes(2, name)), bytes(4, op), ...parts]));
}

function output({ name, type = 1, dims }: NewOutput): Field {
  const shape = write(dims.map((dim) => bytes(1, write([typeof dim === "number" ? integer(1, dim) : bytes(2, dim)]))));
  return bytes(12, write([bytes(1, name), bytes(2, write([bytes(1, write([integer(1, type), bytes(2, shape)]))]))]));
}

function parse(data: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) { const byte = data[at++]!; value += (byte & 127) * shift; if (byte < 128) return value; }
  };
  while (at < data.length) {
    const tag = next();
    const wire = tag % 8;
    let start = at;
    if (wire === 0) next();
    else if (wire === 2) { const length = next(); start = at; at += length; } else at += wire === 1 ? 8 : 4;
    fields.push({ number: Math.floor(tag / 8), wire, body: data.subarray(start, at) });
  }
  return fields;
}

function write(fields: readonly Field[]): Buffer {
  return Buffer.concat(fields.flatMap(({ number, wire, body }) => [varint(number * 8 + wire), ...(wire === 2 ? [varint(body.length)] : []), body]));
}

function varint(value: number): Buffer {
  const out: number[] = [];
  do { out.push((value % 128) + (value > 127 ? 128 : 0)); value = Math.floor(value / 128); } while (value > 0);
  return Buffer.from(out);
}
